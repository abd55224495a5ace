import ArgumentParser
import DeadLetters
import ETLModels
import SourceDescriptions

/// Options for the content of all files.
struct ContentOptions: ParsableArguments {
    @Option(help: "The kind of all files: \(RecordKind.choice).")
    var kind: String?

    @Option(help: "The columns of CSV files without a header, separated by commas.")
    var columns: String?

    @Option(
        help: ArgumentHelp(
            "A field of the files and the column that it is: tx_hash=transaction_hash. Can be repeated.",
            valueName: "name=column"))
    var rename: [String] = []

    @Flag(
        help:
            "Load floating-point amounts that are whole and below 2^53 (of FLOAT, 2^24); others become rejects. Only for Parquet."
    )
    var allowInexact = false

    @Option(
        help: ArgumentHelp(
            "Whether a Parquet column of 32 bytes has the most (big) or least (little) significant byte first.",
            valueName: "order"))
    var byteOrder: String?

    func validate() throws {
        try RecordKind.validate(kind)
        if let names = columnNames, names.contains("") || Set(names).count < names.count {
            throw ValidationError("--columns must name each column once: address,symbol,name")
        }
        if let byteOrder, AmountReading.ByteOrder(rawValue: byteOrder) == nil {
            throw ValidationError("--byte-order must be big or little")
        }
        try validateRenames()
    }

    private func validateRenames() throws {
        for text in rename {
            guard let rename = ColumnRename(text) else {
                throw ValidationError("--rename must be NAME=COLUMN: tx_hash=transaction_hash")
            }
            guard Self.knownColumns.contains(rename.column) else {
                let columns = Self.knownColumns.joined(separator: ", ")
                throw ValidationError("--rename \(text): no kind has this column; the columns are \(columns)")
            }
        }
        guard Set(renames.map { HeaderName.normalized($0.name) }).count == renames.count,
            Set(renames.map(\.column)).count == renames.count
        else { throw ValidationError("--rename must name each field and each column once") }
    }

    /// The columns of all kinds.
    private static var knownColumns: [String] {
        var columns: [String] = []
        for column in RecordKind.allCases.flatMap(\.schema.columns) where !columns.contains(column.name) {
            columns.append(column.name)
        }
        return columns
    }

    /// What the options say of the fields.
    var naming: ColumnNaming {
        ColumnNaming(
            columns: columnNames, renames: renames,
            amounts: AmountReading(
                allowsInexact: allowInexact, byteOrder: byteOrder.flatMap(AmountReading.ByteOrder.init)))
    }

    /// The renames, each once.
    private var renames: [ColumnRename] {
        var renames: [ColumnRename] = []
        for rename in rename.compactMap(ColumnRename.init) where !renames.contains(rename) { renames.append(rename) }
        return renames
    }

    /// The column names of files without a header.
    private var columnNames: [String]? {
        columns?.split(separator: ",", omittingEmptySubsequences: false).map { String($0.drop { $0 == " " }) }
    }

    var recordKind: RecordKind? { kind.flatMap { RecordKind(name: $0) } }
}
