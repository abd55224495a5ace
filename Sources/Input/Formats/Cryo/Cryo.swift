internal import ETLModels
internal import SourceDescriptions

/// CSV as cryo writes it: the column of a contract is `erc20` or `erc721`, and an amount has several columns. The decimal
/// column is read, or the hexadecimal one if it is the only one.
enum Cryo {
    /// What a contract is called.
    static let contractNames = ["erc20", "erc721"]
    /// The possible suffixes of an amount's name, best first. `_f64` is not exact and never read.
    private static let amountForms = ["_string", "", "_binary", "_hex"]

    /// Matches a source that CSV has matched; nil if it is not cryo's.
    static func match(_ csv: FormatMatch) -> FormatMatch? {
        let names = csv.names
        guard isNamed(names), !csv.header.isEmpty else { return nil }
        return FormatMatch(
            format: .cryo, delimiter: csv.delimiter, header: csv.header, names: names,
            kinds: kind(of: names).map { [$0] } ?? [], columns: { columns(names, of: $0) })
    }

    /// Whether names are cryo's.
    static func isNamed(_ names: [String]) -> Bool { names.contains(where: contractNames.contains) }

    /// The kind of cryo's names.
    static func kind(of names: [String]) -> RecordKind? {
        if ColumnMap.kind(of: columns(names, of: .tokenTransfers)) == .tokenTransfers { return .tokenTransfers }
        // Supplies and balances also have a contract, but no other column of a token.
        return names.contains { ["name", "symbol", "decimals"].contains($0) } ? .tokens : nil
    }

    /// The places of the amounts among a kind's columns.
    static func amounts(in columns: [String]) -> [Int] {
        columns.indices.filter { ["value", "total_supply", "decimals"].contains(columns[$0]) }
    }

    /// The places of the amounts among cryo's names.
    static func amounts(in names: [String], of kind: RecordKind) -> [Int] {
        amounts(in: columns(names, of: kind))
    }

    /// The names, with cryo's names replaced by those of the kind's columns.
    static func columns(_ names: [String], of kind: RecordKind) -> [String] {
        let contract = kind == .tokens ? "address" : "token_address"
        var columns = names.map { contractNames.contains($0) ? contract : $0 }
        for (amount, sources) in [("value", ["value", "token_id"]), ("total_supply", ["total_supply"])] {
            let candidates = sources.flatMap { source in amountForms.map { source + $0 } }
            guard let chosen = candidates.first(where: names.contains) else { continue }
            // Renamed, another form of the amount is not mistaken for the chosen one.
            columns = columns.map { $0 == amount ? amount + "_other" : $0 }
            if let place = names.firstIndex(of: chosen) { columns[place] = amount }
        }
        return columns
    }
}
