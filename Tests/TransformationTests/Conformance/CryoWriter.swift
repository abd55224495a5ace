import ETLModels
import SourceDescriptions
import TestData

/// Writes CSV like cryo: contracts in a column `erc20`, and amounts in several forms side by side.
struct CryoWriter: FormatWriter {
    private let isHex: Bool
    private let csv = CSVWriter(dialect: "")

    /// - Parameter isHex: whether amounts are in hex only.
    init(isHex: Bool) {
        self.isHex = isHex
    }

    let format = SourceFormat.cryo
    let kinds: [RecordKind] = [.tokens, .tokenTransfers]
    var dialect: String { isHex ? "amounts in hex" : "amounts in decimal" }

    func columns(of kind: RecordKind) -> [String] {
        kind == .tokens
            ? ["block_number", "address", "name", "symbol", "decimals", "total_supply"]
            : ["block_number", "log_index", "transaction_hash", "token_address", "from_address", "to_address", "value"]
    }

    func start(of kind: RecordKind) -> String {
        csv.row(columns(of: kind).flatMap(names) + ["chain_id"])
    }

    func line(_ record: PlainRecord, _ random: inout SeededGenerator) -> [UInt8] {
        let fields = columns(of: record.kind).flatMap { forms(of: record.values[$0] ?? "", in: $0) }
        return Array(csv.row(fields + ["1"]).utf8)
    }

    private func names(of column: String) -> [String] {
        switch column {
        case "address", "token_address": ["erc20"]
        case "value", "total_supply": ["\(column)_f64"] + (isHex ? [] : ["\(column)_string"]) + ["\(column)_binary"]
        default: [column]
        }
    }

    private func forms(of value: String, in column: String) -> [String] {
        guard ["value", "total_supply"].contains(column), !value.isEmpty else {
            return names(of: column).map { _ in value }
        }
        let isNumber = value.utf8.allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
        let hex = isNumber ? "0x" + Self.hex(ofDecimal: value) : value
        return ["1.5e3"] + (isHex ? [] : [value]) + [hex]
    }

    /// The 64 hex digits of a number, computed by schoolbook arithmetic; more if it needs more.
    private static func hex(ofDecimal text: String) -> String {
        var bytes = [UInt8](repeating: 0, count: 40)
        for digit in text.utf8 {
            var carry = Int(digit - UInt8(ascii: "0"))
            for place in bytes.indices.reversed() {
                carry += Int(bytes[place]) * 10
                bytes[place] = UInt8(carry & 255)
                carry >>= 8
            }
        }
        let text = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return text.prefix(16).allSatisfy { $0 == "0" } ? String(text.dropFirst(16)) : text
    }

    func defects(of line: [UInt8]) -> [(line: [UInt8], reason: RejectReason)] { csv.defects(of: line) }

    func canSay(_ text: String, in column: String) -> Bool {
        // In hex, a number that is too large is one with too many digits.
        !["value", "total_supply", "decimals"].contains(column) || !text.hasPrefix("0x") && !(isHex && text.count > 77)
    }
}
