import ETLModels
import SourceDescriptions
import TestData
import Testing

/// Writes files of a format, simply and without the project's code. The conformance tests hold all formats to the same
/// rules with these writers.
protocol FormatWriter: Sendable, CustomTestStringConvertible {
    /// The format that the files are recognised as.
    var format: SourceFormat { get }
    /// The features in which other writers of the format differ.
    var dialect: String { get }
    /// Whether the files do not name their columns, so that a caller has to.
    var isHeaderless: Bool { get }

    /// The kinds of record that files may have.
    var kinds: [RecordKind] { get }
    /// The columns of a kind in the files, in their order; by the table's names.
    func columns(of kind: RecordKind) -> [String]
    /// The text before the first record.
    func start(of kind: RecordKind) -> String
    /// A record without the values that the format cannot express.
    func sayable(_ record: PlainRecord) -> PlainRecord
    /// A record as a line with its line end. Values may be invalid.
    func line(_ record: PlainRecord, _ random: inout SeededGenerator) -> [UInt8]
    /// A file of what stands before the first record and of lines, with what stands after the last.
    func finished(_ lines: [UInt8]) -> [UInt8]
    /// A line that is no record of the kind, which a reader skips; nil if the format has no such lines.
    func otherItem(than kind: RecordKind, _ random: inout SeededGenerator) -> String?
    /// Malformed records made from a valid one, each with the reason for its rejection.
    func defects(of line: [UInt8]) -> [(line: [UInt8], reason: RejectReason)]
    /// Whether the format can express the text as a value of the column.
    func canSay(_ text: String, in column: String) -> Bool
}

extension FormatWriter {
    var isHeaderless: Bool { false }
    var kinds: [RecordKind] { RecordKind.allCases }
    var testDescription: String { "\(format.name), \(dialect)" }
    func columns(of kind: RecordKind) -> [String] { kind.schema.columns.map(\.name) }
    func start(of kind: RecordKind) -> String { "" }
    func finished(_ lines: [UInt8]) -> [UInt8] { lines }
    func otherItem(than kind: RecordKind, _ random: inout SeededGenerator) -> String? { nil }
    func sayable(_ record: PlainRecord) -> PlainRecord { record.keeping(columns(of: record.kind)) }
    func canSay(_ text: String, in column: String) -> Bool { true }
}

extension SourceFormat {
    /// The writers of the format. A new format adds its writer here, and the suite tests it.
    var writers: [any FormatWriter] {
        switch self {
        case .csv: CSVWriter.all
        // Not text: ParquetConversionTests.
        case .parquet: []
        case .ndjson: [JSONWriter(.ethereumETL), JSONWriter(.bigQuery), JSONWriter(.anyOrder)]
        case .stream: [JSONWriter(.stream)]
        case .cryo: [CryoWriter(isHex: false), CryoWriter(isHex: true)]
        case .array: ArrayWriter.all
        }
    }

    static var allWriters: [any FormatWriter] { allCases.flatMap(\.writers) }
}
