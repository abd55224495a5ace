internal import ETLModels
internal import SourceDescriptions

/// CSV and JSON as cryo writes them: the column of a contract is `erc20` or `erc721`, and an amount has several columns.
/// The decimal column is read, or the hexadecimal one if it is the only one.
enum Cryo {
    /// The names of a contract.
    static let contractNames = ["erc20", "erc721"]
    /// The possible suffixes of an amount's name, best first. `_f64` is not exact and never read.
    private static let amountForms = ["_string", "", "_binary", "_hex"]

    /// The columns that have several forms, with what cryo calls them, best first.
    private static let wideAmounts = [("value", ["value", "token_id"]), ("total_supply", ["total_supply"])]

    /// Matches a source that CSV has matched; nil if it is not cryo's.
    static func match(_ csv: FormatMatch, _ renames: [ColumnRename]) -> FormatMatch? {
        let names = csv.names
        guard isNamed(names, renames), !csv.header.isEmpty else { return nil }
        return FormatMatch(
            format: .cryo, delimiter: csv.delimiter, header: csv.header, names: names,
            kinds: kind(of: names, renames).map { [$0] } ?? [], columns: { columns(names, renames, of: $0) })
    }

    /// Whether names are cryo's.
    static func isNamed(_ names: [String], _ renames: [ColumnRename]) -> Bool {
        known(names, renames).contains(where: contractNames.contains)
    }

    /// The kind of cryo's names.
    static func kind(of names: [String], _ renames: [ColumnRename]) -> RecordKind? {
        let transfers = columns(names, renames, of: .tokenTransfers)
        if ColumnMap.kind(of: transfers, renames: renames) == .tokenTransfers { return .tokenTransfers }
        // Supplies and balances also have a contract, but no other column of a token.
        let columns = renames.applied(to: names).map(HeaderName.normalized)
        return columns.contains { ["name", "symbol", "decimals"].contains($0) } ? .tokens : nil
    }

    /// The places of the amounts among a kind's columns.
    static func amounts(in columns: [String]) -> [Int] {
        columns.indices.filter { ["value", "total_supply", "decimals"].contains(HeaderName.normalized(columns[$0])) }
    }

    /// The names, with cryo's names replaced by those of the kind's columns. A field that is renamed keeps its name here.
    static func columns(_ names: [String], _ renames: [ColumnRename], of kind: RecordKind) -> [String] {
        let known = known(names, renames)
        let contract = contractColumn(of: kind)
        var columns = zip(names, known).map { contractNames.contains($1) ? contract : $0 }
        for (amount, sources) in wideAmounts {
            guard !renames.contains(where: { $0.column == amount }) else { continue }
            let chosen = sources.lazy.flatMap(forms).first(where: known.contains)
            // Cryo never writes an amount beside its forms: then it is there twice.
            let found = known.contains(amount) ? forms(of: amount) : chosen.map { [$0] } ?? []
            for index in known.indices where found.contains(known[index]) { columns[index] = amount }
        }
        return columns
    }

    /// The names that an amount may have, best first.
    private static func forms(of amount: String) -> [String] { amountForms.map { amount + $0 } }

    /// The column that a contract is.
    static func contractColumn(of kind: RecordKind) -> String { kind == .tokens ? "address" : "token_address" }

    /// The names of a column that is an amount; none of another column.
    static func names(ofAmount column: String) -> [String] {
        wideAmounts.contains { $0.0 == column } ? forms(of: column) : []
    }

    /// The names as they are compared; empty for a field that is renamed, except to what it is here.
    private static func known(_ names: [String], _ renames: [ColumnRename]) -> [String] {
        names.map { name in
            let known = HeaderName.normalized(name)
            let rename = renames.first { $0.isOf(name) }
            let isContract =
                contractNames.contains(known) && RecordKind.allCases.map(contractColumn).contains(rename?.column)
            return rename == nil || isContract ? known : ""
        }
    }
}
