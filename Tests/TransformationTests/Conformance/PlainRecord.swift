import ETLModels
import Foundation
import TestData

/// The values of a record as texts, by column: the input of writers, and the expected output of readers. Times are in
/// Unix seconds; NULL values are absent.
struct PlainRecord: Hashable {
    let kind: RecordKind
    var values: [String: String] = [:]

    /// Generates a record with a valid value for every column; optional ones may be missing.
    init(of kind: RecordKind, _ random: inout SeededGenerator) {
        self.kind = kind
        for column in kind.schema.columns where column.isRequired || Int.random(in: 0..<5, using: &random) > 0 {
            values[column.name] = Self.value(of: column, &random)
        }
    }

    private static func value(of column: Schema.Column, _ random: inout SeededGenerator) -> String {
        switch column.type {
        case .address: "0x" + random.digits(40, radix: 16).lowercased()
        case .hash: "0x" + random.digits(64, radix: 16).lowercased()
        case .amount: amount(&random)
        case .integer: "\(Int32.random(in: 0...(.max), using: &random))"
        case .timestamp: "\(Int.random(in: 0...4_102_444_800, using: &random))"
        case .text: text(&random)
        }
    }

    private static func amount(_ random: inout SeededGenerator) -> String {
        switch Int.random(in: 0..<10, using: &random) {
        case 0: "115792089237316195423570985008687907853269984665640564039457584007913129639935"
        case 1: "0"
        default:
            "\(Int.random(in: 1...9, using: &random))"
                + random.digits(Int.random(in: 0...76, using: &random), radix: 10)
        }
    }

    /// Texts that break readers: separators of all formats, escapes, line ends, characters of one to four bytes.
    private static func text(_ random: inout SeededGenerator) -> String {
        let pieces = [
            "a", "Z", " ", ",", ";", "\t", "\"", "\"\"", "\n", "\r\n", "\r", "\\", "\\N", "\\u0041", "/", "<", ">", "&",
            "'",
            "{", "}", "[", ":", "|", "=", "null", "0x12", "7", "é", "木", "🦄", "\u{200B}", "\u{1}", "\u{7F}",
            "\u{10FFFF}",
        ]
        let count = Int.random(in: 1...20, using: &random)
        return (0..<count).compactMap { _ in pieces.randomElement(using: &random) }.joined()
    }
}

extension PlainRecord {
    /// The record as in a file with these columns only.
    func keeping(_ columns: [String]) -> PlainRecord {
        var record = self
        record.values = values.filter { columns.contains($0.key) }
        return record
    }

    /// A time in BigQuery's form; nil if the text is no number of seconds.
    static func utc(_ seconds: String) -> String? {
        guard seconds.utf8.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }), let seconds = Double(seconds) else {
            return nil
        }
        let text = Date(timeIntervalSince1970: seconds).formatted(.iso8601)
        return text.replacing("T", with: " ").replacing("Z", with: " UTC")
    }

    static func type(of column: String, in kind: RecordKind) -> FieldType? {
        kind.schema.columns.first { $0.name == column }?.type
    }
}

/// The batch of the records, built from their values without any format.
func expectedBatch(of records: [PlainRecord], answering header: BatchHeader) throws -> [UInt8] {
    var building = BatchBuilding(records: records, header: header)
    return try header.kind.dispatch(to: &building)
}

private struct BatchBuilding: KindVisitor {
    let records: [PlainRecord]
    let header: BatchHeader

    mutating func visit<Kind: Record>(_ type: Kind.Type) throws -> [UInt8] {
        var builder = RecordBatchBuilder(answering: header)
        for record in records {
            var fields = PlainFields(record: record)
            builder.accept(try Kind(from: &fields))
        }
        return builder.finish().bytes
    }
}

private struct PlainFields: FieldReader {
    let record: PlainRecord

    func optional<Value: FieldValue>(_ field: Field) throws(RejectReason) -> Value? {
        guard let text = record.values[field.name.description] else { return nil }
        var isRepaired = false
        return try Value.parse(Array(text.utf8).span.bytes, repaired: &isRepaired)
    }

    func required<Value: FieldValue>(_ field: Field) throws(RejectReason) -> Value {
        guard let value: Value = try optional(field) else { throw .missing }
        return value
    }
}
