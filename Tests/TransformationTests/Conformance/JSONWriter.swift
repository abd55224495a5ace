import ETLModels
import SourceDescriptions
import TestData

/// Writes an object on each line.
struct JSONWriter: FormatWriter {
    enum Style: String {
        /// Plain numbers of any length, `null`, ASCII only, times in Unix seconds.
        case ethereumETL
        /// Numbers in quotes, `<`, `>` and `&` as escapes, no members for NULL.
        case bigQuery
        /// Members in any order, values as numbers or as strings, any character as an escape. Space and unknown members
        /// can be anywhere.
        case anyOrder
        /// Like `ethereumETL`, with the type of each item, and items of other types in between.
        case stream
    }

    private let style: Style

    init(_ style: Style) {
        self.style = style
    }

    var format: SourceFormat { style == .stream ? .stream : .ndjson }
    var dialect: String { style.rawValue }

    func line(_ record: PlainRecord, _ random: inout SeededGenerator) -> [UInt8] {
        let object = object(record, separator: style == .bigQuery ? "," : ", ", &random)
        return Array((style == .anyOrder ? " \(object)\t \r\n" : object + "\n").utf8)
    }

    /// The object of a record, with a text between its members.
    func object(_ record: PlainRecord, separator: String, _ random: inout SeededGenerator) -> String {
        var columns = columns(of: record.kind)
        var members: [String] = []
        if style == .anyOrder {
            columns.shuffle(using: &random)
            members.append(#""unknown" : {"value":[{"address":null},"}\"",[]],"block_number":{}}"#)
        }
        for column in columns {
            let value = record.values[column]
            if value == nil, style == .bigQuery || style == .anyOrder && Bool.random(using: &random) { continue }
            let colon = style == .bigQuery ? ":" : style == .anyOrder ? " \t:  " : ": "
            members.append(
                string(name(of: column, in: record.kind, &random), &random) + colon
                    + json(value, of: column, in: record.kind, &random))
        }
        if style == .stream { members.insert("\"type\": \"\(record.kind.name.dropLast())\"", at: 0) }
        return "{" + members.joined(separator: separator) + "}"
    }

    /// Any of the names of a column, where the style has no order.
    private func name(of column: String, in kind: RecordKind, _ random: inout SeededGenerator) -> String {
        let names = kind.schema.columns.first { $0.name == column }?.headerNames ?? []
        return style == .anyOrder ? names.randomElement(using: &random) ?? column : column
    }

    func otherItem(than kind: RecordKind, _ random: inout SeededGenerator) -> String? {
        guard style == .stream else { return nil }
        let others = [
            #"{"type": "block", "number": 1, "transactions": [{"value": 1}]}"#,
            #"{"number": 1, "type":"trace", "value": {}}"#, #"{"type": "\u0062lock"}"#,
        ]
        return (others.randomElement(using: &random) ?? "") + "\n"
    }

    func defects(of line: [UInt8]) -> [(line: [UInt8], reason: RejectReason)] {
        let object = Array(line.dropLast(line.reversed().prefix { $0 != UInt8(ascii: "}") }.count))
        let lines: [([UInt8], RejectReason)] = [
            (object.dropLast(), .malformed), (object + object, .holdsRecords), (object + Array(",".utf8), .malformed),
        ]
        return (lines + defects(ofObject: object)).map { ($0 + [0x0A], $1) }
            + (style == .stream ? [] : [(Array("NULL\n".utf8), .malformed), (Array("[1]\n".utf8), .malformed)])
    }

    /// Objects whose end is certain, but that are no records.
    func defects(ofObject object: [UInt8]) -> [(line: [UInt8], reason: RejectReason)] {
        let objects: [[UInt8]] = [
            object.dropLast() + Array(",}".utf8),
            Array(object.dropLast() + Array(#","name":["x"],"value":{"x":1}}"#.utf8)),
            Array(object.dropLast() + Array(#","x":"\x"}"#.utf8)), Array(object.dropLast() + Array(",\"x\":01}".utf8)),
            Array(object.dropLast() + Array(",\"x\":\"\t\"}".utf8)),
            Array(object.dropLast() + Array(",\"x\":nul}".utf8)),
        ]
        let twice = Array(object.dropLast() + Array(#","block_number":1,"block_number":1}"#.utf8))
        return objects.map { ($0, .malformed) } + [(twice, .duplicateField)]
    }
}

extension JSONWriter {
    private func json(
        _ value: String?, of column: String, in kind: RecordKind, _ random: inout SeededGenerator
    ) -> String {
        guard let value else { return "null" }
        let type = PlainRecord.type(of: column, in: kind)
        let isPlain = style == .ethereumETL || style == .stream || style == .anyOrder && Bool.random(using: &random)
        let isNumber = !value.isEmpty && value.utf8.allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
        if isPlain, isNumber, [.amount, .integer, .timestamp].contains(type) { return value }
        guard type == .timestamp, isNumber else { return string(value, &random) }
        return string(PlainRecord.utc(value) ?? value, &random)
    }

    private func string(_ text: String, _ random: inout SeededGenerator) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            let isEscaped: Bool =
                switch style {
                case .bigQuery: ["<", ">", "&"].contains(scalar)
                case .anyOrder: Int.random(in: 0..<8, using: &random) == 0
                case .ethereumETL, .stream: scalar.value > 0x7E
                }
            switch scalar {
            case "\"": result += #"\""#
            case "\\": result += #"\\"#
            case "\n" where !isEscaped: result += #"\n"#
            case "\r" where !isEscaped: result += #"\r"#
            case "\t" where !isEscaped: result += #"\t"#
            case _ where isEscaped || scalar.value < 0x20:
                result += UTF16.encode(scalar)?.map(Self.escape).joined() ?? ""
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    private static func escape(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
