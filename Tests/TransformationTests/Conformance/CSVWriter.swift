import ETLModels
import SourceDescriptions
import TestData

/// Writes CSV with the necessary quotes, or with quotes everywhere.
struct CSVWriter: FormatWriter {
    let dialect: String
    var delimiter = ","
    var lineEnd = "\n"
    var quotesAll = false
    var isHeaderless = false
    var isInOrder = true

    let format = SourceFormat.csv

    static let all: [any FormatWriter] = [
        CSVWriter(dialect: "commas"), CSVWriter(dialect: "commas and CRLF", lineEnd: "\r\n"),
        CSVWriter(dialect: "semicolons", delimiter: ";"), CSVWriter(dialect: "tabs", delimiter: "\t"),
        CSVWriter(dialect: "quotes everywhere", lineEnd: "\r\n", quotesAll: true),
        CSVWriter(dialect: "another order", quotesAll: true, isInOrder: false),
        CSVWriter(dialect: "without a header", isHeaderless: true),
        CSVWriter(dialect: "tabs and CRLF without a header", delimiter: "\t", lineEnd: "\r\n", isHeaderless: true),
    ]

    func columns(of kind: RecordKind) -> [String] {
        let names = kind.schema.columns.map(\.name)
        return isInOrder ? names : ["nonsense"] + names.reversed()
    }

    func start(of kind: RecordKind) -> String {
        isHeaderless ? "" : row(columns(of: kind))
    }

    func line(_ record: PlainRecord, _ random: inout SeededGenerator) -> [UInt8] {
        let fields = columns(of: record.kind).map { column in
            let value = record.values[column] ?? ""
            let isTime = PlainRecord.type(of: column, in: record.kind) == .timestamp && Bool.random(using: &random)
            return isTime ? PlainRecord.utc(value) ?? value : value
        }
        return Array(row(fields).utf8)
    }

    func row(_ fields: [String]) -> String {
        fields.map(quoted).joined(separator: delimiter) + lineEnd
    }

    private func quoted(_ field: String) -> String {
        // Swift counts a carriage return and a line feed as one character.
        let needsQuotes = field.unicodeScalars.contains { "\"\r\n".unicodeScalars.contains($0) || "\($0)" == delimiter }
        guard quotesAll || needsQuotes else { return field }
        var text = "\""
        for scalar in field.unicodeScalars { text += scalar == "\"" ? "\"\"" : String(scalar) }
        return text + "\""
    }

    func defects(of line: [UInt8]) -> [(line: [UInt8], reason: RejectReason)] {
        let more = Array((delimiter + "1" + lineEnd).utf8)
        let content = line.dropLast(lineEnd.utf8.count)
        return [
            (content + more, .fieldCount), (content + more.dropLast(lineEnd.utf8.count + 1) + more, .fieldCount),
            (Array("NULL\(lineEnd)".utf8), .fieldCount), (Array("\\.\(lineEnd)".utf8), .fieldCount),
        ]
    }
}
