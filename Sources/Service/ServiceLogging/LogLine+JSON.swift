import DisplayText
import Logging

extension LogLine {
    /// The names that metadata cannot use.
    private static let ownNames: Set<String> = ["timestamp", "level", "logger", "message"]

    /// The line as a JSON object, without its end: its own fields, then the metadata beside them.
    var json: String {
        var text = #"{"timestamp":"\#(moment.utc)","level":"\#(level)""#
        text += #","logger":\#(Self.quoted(label)),"message":\#(Self.quoted(message.shortened))"#
        for (key, value) in metadata {
            let name = Self.ownNames.contains(key) ? "metadata.\(key)" : key
            text += ",\(Self.quoted(name)):\(Self.written(value))"
        }
        return text + "}"
    }

    private static func written(_ value: Logger.MetadataValue) -> String {
        switch value {
        case .string(let text): return quoted(text.shortened)
        case .stringConvertible(let value):
            if let number = value as? any BinaryInteger { return "\(number)" }
            if let number = value as? Double, number.isFinite { return "\(number)" }
            if let flag = value as? Bool { return "\(flag)" }
            return quoted("\(value)".shortened)
        case .array(let values): return "[\(values.map(written).joined(separator: ","))]"
        case .dictionary(let values):
            let fields = values.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(written($0.value))" }
            return "{\(fields.joined(separator: ","))}"
        }
    }

    /// A JSON string (RFC 8259, section 7). Control sequences of terminals are escaped too, because people read such
    /// lines as well.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += #"\""#
            case "\\": quoted += #"\\"#
            case "\n": quoted += #"\n"#
            case _ where scalar.isObeyed:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
