import ETLModels
import SourceDescriptions
import TestData
import Testing

/// Writes files of a format, as plainly as can be and without the project's code: what all formats are held to is tested
/// with their writers.
protocol FormatWriter: Sendable, CustomTestStringConvertible {
    /// The format that the files are recognised as.
    var format: SourceFormat { get }
    /// What the files have that is written otherwise by other writers of the format.
    var dialect: String { get }
    /// Whether nothing in the files names the columns, so that somebody has to.
    var isHeaderless: Bool { get }

    /// The kinds of record that files may have.
    var kinds: [RecordKind] { get }
    /// The columns of a kind that the files have, in their order; by the table's names.
    func columns(of kind: RecordKind) -> [String]
    /// What stands in front of the first record.
    func start(of kind: RecordKind) -> String
    /// A record without what the format cannot say of it.
    func sayable(_ record: PlainRecord) -> PlainRecord
    /// A record with its line end. Values may be wrong.
    func line(_ record: PlainRecord, _ random: inout SeededGenerator) -> [UInt8]
    /// A file of what stands in front of the first record and of lines, with what stands behind the last.
    func finished(_ lines: [UInt8]) -> [UInt8]
    /// A line of something that is no record of the kind, and passed over; nil when the format has no such thing.
    func otherItem(than kind: RecordKind, _ random: inout SeededGenerator) -> String?
    /// Records that are not written as the format wants it, made of one that is, and why each is a reject.
    func defects(of line: [UInt8]) -> [(line: [UInt8], reason: RejectReason)]
    /// Whether a text can stand in place of a value, for the format would say something else by it.
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
    /// Who writes files of the format. A new format has its writer here, and with that passes the suite or does not.
    var writers: [any FormatWriter] {
        switch self {
        case .csv: CSVWriter.all
        case .ndjson: [JSONWriter(.ethereumETL), JSONWriter(.bigQuery), JSONWriter(.anyOrder)]
        case .stream: [JSONWriter(.stream)]
        case .cryo: [CryoWriter(isHex: false), CryoWriter(isHex: true)]
        case .array: ArrayWriter.all
        }
    }

    static var allWriters: [any FormatWriter] { allCases.flatMap(\.writers) }
}
