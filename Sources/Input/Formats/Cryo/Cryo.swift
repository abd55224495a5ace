internal import ETLModels
internal import SourceDescriptions

/// CSV as cryo writes it: the column of a contract is `erc20` or `erc721`, and an amount has several columns. The decimal
/// column is read, or the hexadecimal one if it is the only one.
enum Cryo {
    private static let contractNames = ["erc20", "erc721"]
    /// The possible suffixes of an amount's name, best first. `_f64` is not exact and never read.
    private static let amountForms = ["_string", "", "_binary", "_hex"]

    /// Matches a source that CSV has matched; nil if it is not cryo's.
    static func match(_ csv: FormatMatch, _ renames: [ColumnRename]) -> FormatMatch? {
        let header = Header(names: csv.names, renames: renames)
        guard header.known.contains(where: contractNames.contains), !csv.header.isEmpty else { return nil }
        // Supplies and balances also have a contract, but no other column of a token.
        let columns = renames.applied(to: csv.names).map(HeaderName.normalized)
        let isToken = columns.contains { ["name", "symbol", "decimals"].contains($0) }
        let kind =
            ColumnMap.kind(of: header.columns(of: .tokenTransfers), renames: renames) == .tokenTransfers
            ? RecordKind.tokenTransfers : isToken ? .tokens : nil
        return FormatMatch(
            format: .cryo, delimiter: csv.delimiter, header: csv.header, names: csv.names,
            kinds: kind.map { [$0] } ?? [], columns: { header.columns(of: $0) })
    }

    /// The names in cryo's header. A field that is renamed keeps its name here.
    private struct Header {
        let names: [String]
        let renames: [ColumnRename]
        /// The names as they are compared; empty for a field that is renamed.
        let known: [String]

        init(names: [String], renames: [ColumnRename]) {
            self.names = names
            self.renames = renames
            known = names.map { name in
                renames.contains { $0.isOf(name) } ? "" : HeaderName.normalized(name)
            }
        }

        /// The names, with cryo's names replaced by those of the kind's columns.
        func columns(of kind: RecordKind) -> [String] {
            let contract = kind == .tokens ? "address" : "token_address"
            var columns = zip(names, known).map { contractNames.contains($1) ? contract : $0 }
            for (amount, sources) in [("value", ["value", "token_id"]), ("total_supply", ["total_supply"])] {
                let isRenamed = renames.contains { $0.column == amount }
                let forms = sources.flatMap { source in amountForms.map { source + $0 } }
                let chosen = isRenamed ? nil : forms.first(where: known.contains)
                guard isRenamed || chosen != nil else { continue }
                // Another form of the amount is not mistaken for the chosen one.
                for index in known.indices where [chosen, amount].contains(known[index]) {
                    columns[index] = known[index] == chosen ? amount : amount + "_other"
                }
            }
            return columns
        }
    }
}
