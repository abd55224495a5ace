import ETLModels
import SourceDescriptions
import TestData

/// Writes an array of objects.
struct ArrayWriter: FormatWriter {
    private let json: JSONWriter
    /// What stands between the members of an object, and behind an element's comma.
    private let space: String
    private let opening: String
    private let end: String
    let dialect: String

    let format = SourceFormat.array

    static let all: [any FormatWriter] = [
        ArrayWriter(json: JSONWriter(.bigQuery), space: "", opening: "[", end: "]", dialect: "on one line"),
        ArrayWriter(json: JSONWriter(.ethereumETL), space: "\n    ", opening: "[\n", end: "\n]\n", dialect: "pretty"),
        ArrayWriter(
            json: JSONWriter(.anyOrder), space: " \r\n", opening: #"{"message": "[OK]", "result" : ["#,
            end: #"\r\n], "next": {"page": "]}"} }"#.replacing("\\r\\n", with: "\r\n"), dialect: "in an object"),
    ]

    func start(of kind: RecordKind) -> String { opening }

    func line(_ record: PlainRecord, _ random: inout SeededGenerator) -> [UInt8] {
        Array((json.object(record, separator: "," + space, &random) + "," + space).utf8)
    }

    func finished(_ lines: [UInt8]) -> [UInt8] {
        Array(lines.dropLast(space.utf8.count + 1)) + Array(end.utf8)
    }

    func defects(of line: [UInt8]) -> [(line: [UInt8], reason: RejectReason)] {
        let object = Array(line.dropLast(space.utf8.count + 1))
        let others = ["null", "[1]", "\"x\"", "-1", "true", "x y", "[{\"a\":1}]"].map { Array($0.utf8) }
        return (json.defects(ofObject: object) + others.map { ($0, .malformed) }).map { defect in
            (defect.line + Array(("," + space).utf8), defect.reason)
        }
    }
}
