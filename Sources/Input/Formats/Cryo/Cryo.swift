internal import ETLModels
internal import SourceDescriptions

/// CSV as cryo writes it: a contract is called `erc20` or `erc721`, and an amount comes in columns of several forms, of
/// which the decimal one is read, or the hexadecimal one where there is no other.
enum Cryo {
    private static let contractNames = ["erc20", "erc721"]
    /// What may follow the name of an amount, the best first. `_f64` is not exact and never read.
    private static let amountForms = ["_string", "", "_binary", "_hex"]

    /// Looks at what CSV makes of a source; nil when it is not cryo's.
    static func match(_ csv: FormatMatch) -> FormatMatch? {
        let names = csv.names
        guard names.contains(where: contractNames.contains), !csv.header.isEmpty else { return nil }
        // Supplies and balances have a contract, too, and nothing else of a token.
        let isToken = names.contains { ["name", "symbol", "decimals"].contains($0) }
        let kind =
            ColumnMap.kind(of: columns(names, of: .tokenTransfers)) == .tokenTransfers
            ? RecordKind.tokenTransfers : isToken ? .tokens : nil
        return FormatMatch(
            format: .cryo, delimiter: csv.delimiter, header: csv.header, names: names,
            kinds: kind.map { [$0] } ?? [], columns: { columns(names, of: $0) })
    }

    /// The names with those of a kind's columns in their places.
    private static func columns(_ names: [String], of kind: RecordKind) -> [String] {
        let contract = kind == .tokens ? "address" : "token_address"
        var columns = names.map { contractNames.contains($0) ? contract : $0 }
        for (amount, sources) in [("value", ["value", "token_id"]), ("total_supply", ["total_supply"])] {
            let candidates = sources.flatMap { source in amountForms.map { source + $0 } }
            guard let chosen = candidates.first(where: names.contains) else { continue }
            // Under another name, another form of the amount does not pass for it.
            columns = columns.map { $0 == amount ? amount + "_other" : $0 }
            if let place = names.firstIndex(of: chosen) { columns[place] = amount }
        }
        return columns
    }
}
