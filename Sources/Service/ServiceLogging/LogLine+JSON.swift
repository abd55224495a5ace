import DisplayText
import Logging

extension LogLine {
    /// The names that metadata cannot use.
    private static let ownNames: Set<String> = ["timestamp", "level", "logger", "message"]

    /// The line as a JSON object, without its end: its own fields, then the metadata beside them.
    var json: String {
        var text: [UInt8] = []
        text.reserveCapacity(512)
        text += "{\"timestamp\":\"\(moment.utc)\",\"level\":\"\(level)\",\"logger\":".utf8
        Self.quote(label, to: &text)
        text += ",\"message\":".utf8
        Self.quote(message.shortened, to: &text)
        for (key, value) in metadata {
            text.append(UInt8(ascii: ","))
            Self.quote(Self.ownNames.contains(key) ? "metadata.\(key)" : key, to: &text)
            text.append(UInt8(ascii: ":"))
            Self.write(value, to: &text)
        }
        text.append(UInt8(ascii: "}"))
        return String(decoding: text, as: UTF8.self)
    }

    private static func write(_ value: Logger.MetadataValue, to text: inout [UInt8]) {
        switch value {
        case .string(let string): quote(string.shortened, to: &text)
        case .stringConvertible(let value):
            // The usual types first: a cast to any integer takes longer than all else of a line.
            if let number = value as? Int {
                text += String(number).utf8
            } else if let number = value as? Double, number.isFinite {
                text += "\(number)".utf8
            } else if let number = value as? any BinaryInteger {
                text += "\(number)".utf8
            } else if let flag = value as? Bool {
                text += "\(flag)".utf8
            } else {
                quote("\(value)".shortened, to: &text)
            }
        case .array(let values): list(values, "[", "]", to: &text) { write($0, to: &$1) }
        case .dictionary(let values):
            list(values.sorted { $0.key < $1.key }, "{", "}", to: &text) { pair, text in
                quote(pair.key, to: &text)
                text.append(UInt8(ascii: ":"))
                write(pair.value, to: &text)
            }
        }
    }

    private static func list<Item>(
        _ items: [Item], _ start: String, _ end: String, to text: inout [UInt8], _ write: (Item, inout [UInt8]) -> Void
    ) {
        text += start.utf8
        for (index, item) in items.enumerated() {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            write(item, &text)
        }
        text += end.utf8
    }

    /// Writes a JSON string (RFC 8259, section 7). Control sequences of terminals are escaped too, because people read
    /// such lines as well.
    private static func quote(_ string: String, to text: inout [UInt8]) {
        text.append(UInt8(ascii: "\""))
        if string.utf8.allSatisfy(isPlain) {
            text += string.utf8
        } else {
            for scalar in string.unicodeScalars { escape(scalar, to: &text) }
        }
        text.append(UInt8(ascii: "\""))
    }

    /// Whether a byte is a character that a string has as it is.
    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private static func escape(_ scalar: Unicode.Scalar, to text: inout [UInt8]) {
        switch scalar {
        case "\"": text += #"\""#.utf8
        case "\\": text += #"\\"#.utf8
        case "\n": text += #"\n"#.utf8
        case _ where scalar.isObeyed: text += scalar.jsonEscape.utf8
        default: text += String(scalar).utf8
        }
    }
}
