/// Random exports in CSV, with everything that people's files have: quotes that are astray, never closed or around other
/// records, line ends of both kinds, repeated and other headers, byte order marks, and bytes changed by chance.
package struct RandomTables {
    private var random: SeededGenerator

    package init(seed: UInt64) {
        random = SeededGenerator(seed)
    }

    /// The bytes of one file.
    package mutating func next() -> [UInt8] {
        let table = Bool.random(using: &random) ? Self.tokens : Self.transfers
        let columns = table.columns.shuffled(using: &random)
        let header = columns.map { columnName($0) }.joined(separator: ",")
        let lineEnd = chance(3) ? "\r\n" : "\n"
        var text = String(repeating: "\u{FEFF}", count: chance(5) ? Int.random(in: 1...2, using: &random) : 0)
        text += header + lineEnd
        for _ in 0..<Int.random(in: 0...25, using: &random) {
            text += line(of: table, columns, header)
            text += chance(20) ? "\r\n" : chance(40) ? "" : lineEnd
        }
        if chance(3), text.hasSuffix(lineEnd) { text.removeLast(lineEnd.count) }
        var bytes = Array(text.utf8)
        if chance(4) { damage(&bytes, from: header.utf8.count + 10) }
        return bytes
    }
}

extension RandomTables {
    private struct Table {
        let columns: [[String]]
        let texts: Set<String>
    }

    /// The names that each column may have.
    private static let tokens = Table(
        columns: [
            ["address", "erc20_token_address"], ["symbol", "erc20_token_symbol"], ["name"], ["decimals"],
            ["total_supply"],
            ["block_number"],
        ], texts: ["symbol", "name"])
    private static let transfers = Table(
        columns: [
            ["token_address", "erc20_token"], ["from_address"], ["to_address"], ["value"],
            ["transaction_hash", "tx_hash"],
            ["log_index"], ["block_number"], ["note"],
        ], texts: ["note"])

    private mutating func chance(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &random) == 0 }

    private mutating func columnName(_ names: [String]) -> String {
        let name = chance(4) ? names[names.count - 1] : names[0]
        switch Int.random(in: 0..<12, using: &random) {
        case 0: return name.uppercased()
        case 1: return " \(name) "
        case 2: return "\"\(name)\""
        default: return name
        }
    }

    private mutating func line(of table: Table, _ columns: [[String]], _ header: String) -> String {
        switch Int.random(in: 0..<40, using: &random) {
        case 0: return ""
        case 1: return header
        case 2: return columns.map { columnName([$0[0]]) }.joined(separator: ",")
        case 3: return chance(3) ? columns.reversed().map { $0[0] }.joined(separator: ",") : header.uppercased()
        case 4: return record(of: table, columns).dropLast(12) + ""
        case 5: return record(of: table, columns) + ",1"
        default: return record(of: table, columns)
        }
    }

    private mutating func record(of table: Table, _ columns: [[String]], depth: Int = 0) -> String {
        var fields: [String] = []
        for column in columns {
            guard table.texts.contains(column[0]) else {
                fields.append(value(of: column[0]))
                continue
            }
            // Within the quotes of a field there may be whole records.
            let inner = depth == 0 && chance(25) ? record(of: table, columns, depth: 1) : ""
            fields.append(field(holding: inner))
        }
        return fields.joined(separator: ",")
    }

    private mutating func value(of column: String) -> String {
        if chance(60) { return ["", "x", "0x12", "-1", "\"\"", "\"7\"", "\"7\"8"].randomElement(using: &random) ?? "" }
        let number = Int.random(in: 0..<60, using: &random)
        switch column {
        case "address", "token_address", "from_address", "to_address": return Self.hex(number, 40)
        case "transaction_hash": return Self.hex(number, 64)
        default: return chance(8) ? "\"\(number)\"" : "\(number)"
        }
    }

    private static func hex(_ number: Int, _ digits: Int) -> String {
        let tail = String(number, radix: 16)
        return "0x" + String(repeating: "0", count: digits - tail.count) + tail
    }

    /// A text field, sometimes written wrongly.
    private mutating func field(holding inner: String) -> String {
        if !inner.isEmpty { return "\"a\n\(inner.replacing("\"", with: "\"\""))\n\"" }
        switch Int.random(in: 0..<24, using: &random) {
        case 0: return "\"All \"\"made\"\" up, by\n\nX\""
        case 1: return "\"All Made Up\" by X"
        case 2: return #""a \" b""#
        case 3: return #"6" Pipe"#
        case 4: return "\"two\r\nlines\""
        case 5: return chance(8) ? "\"open" : "\"\""
        case 6: return "\"\"\"\""
        case 7: return "\"a\" "
        case 8: return " \"a\""
        case 9: return "a\"\"b"
        default: return ["A", "é", "🦄", "", "a b", "0x", "12"].randomElement(using: &random) ?? ""
        }
    }

    /// Changes, removes or inserts bytes behind the header.
    private mutating func damage(_ bytes: inout [UInt8], from start: Int) {
        for _ in 0..<Int.random(in: 1...3, using: &random) where bytes.count > start + 1 {
            let place = Int.random(in: start..<bytes.count, using: &random)
            let byte = [UInt8]("\",\n 0a".utf8).randomElement(using: &random) ?? 0
            switch Int.random(in: 0..<3, using: &random) {
            case 0: bytes[place] = byte
            case 1: bytes.remove(at: place)
            default: bytes.insert(byte, at: place)
            }
        }
    }
}
