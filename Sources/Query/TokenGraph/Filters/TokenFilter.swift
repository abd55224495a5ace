import GraphQL
import TableIndexes

/// The conditions on tokens, checked.
struct TokenFilter {
    var addresses: [[UInt8]]?
    var symbol: String?
    var namePrefix: String?
}

extension Compiler {
    /// The filter of the current field.
    func tokenFilter(_ field: RequestedField) throws(GraphQLError) -> TokenFilter {
        var filter = TokenFilter()
        guard case .object(let conditions) = field.argument("where") else { return filter }
        for condition in conditions {
            switch condition.name {
            case "address_in": filter.addresses = try addresses(condition.value, condition.name)
            case "symbol": filter.symbol = try text(condition.value, condition.name)
            default:
                let prefix = try text(condition.value, condition.name)
                guard !prefix.isEmpty else {
                    throw failure("'\(condition.name)' is empty. Leave it out.", .badUserInput)
                }
                filter.namePrefix = prefix
            }
        }
        return filter
    }

    /// Refuses a filter or an order that no index serves.
    func requireIndexes(_ filter: TokenFilter, bySymbol: Bool) throws(GraphQLError) {
        if bySymbol, !indexes.contains(.symbol) { throw missing([.symbol], for: "This order") }
        guard filter.addresses == nil else { return }
        let needed = [filter.symbol.map { _ in TableIndex.symbol }, filter.namePrefix.map { _ in .name }]
            .compactMap(\.self)
        if let first = needed.first, indexes.isDisjoint(with: needed) { throw missing([first], for: "This filter") }
    }
}

extension TokenFilter {
    /// The first text after all texts with a prefix, in the order of bytes; nil if there is none.
    ///
    /// The order of UTF-8 is that of the numbers of the characters.
    static func end(of prefix: String) -> String? {
        var scalars = Array(prefix.unicodeScalars)
        while let last = scalars.popLast() {
            guard last.value < 0x10FFFF else { continue }
            // The numbers of surrogates are no characters.
            let next = last.value == 0xD7FF ? 0xE000 : last.value + 1
            guard let scalar = Unicode.Scalar(next) else { continue }
            return String(String.UnicodeScalarView(scalars + [scalar]))
        }
        return nil
    }
}

extension Fingerprint {
    mutating func add(_ filter: TokenFilter) {
        if let addresses = filter.addresses {
            add("address_in \(addresses.count)")
            for address in addresses { add(address) }
        }
        if let symbol = filter.symbol {
            add("symbol")
            add(symbol)
        }
        if let prefix = filter.namePrefix {
            add("name_starts_with")
            add(prefix)
        }
    }
}
