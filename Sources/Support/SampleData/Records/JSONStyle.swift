/// A program's style of JSON, where there is a choice.
struct JSONStyle {
    /// The text before the members.
    let start: String
    let colon: StaticString
    let comma: StaticString
    /// Numbers as numbers, NULL as `null`, and no character beyond ASCII.
    let isPython: Bool

    init(_ options: SampleOptions, of kind: SampleKind) {
        isPython = options.format == .stream || options.layout != .bigquery
        colon = isPython ? ": " : ":"
        comma = isPython ? ", " : ","
        start = options.format == .stream ? "{\"type\": \"\(kind.rawValue.dropLast())\", " : "{"
    }
}

extension RecordBuffer {
    /// Appends the value of a member, given as a field of CSV with its quotes.
    mutating func append(jsonOf field: [UInt8], isNumber: Bool, _ style: JSONStyle) {
        guard !field.isEmpty else { return append("null") }
        let text = Self.unquoted(field)
        let digits = text.prefix { $0 &- UInt8(ascii: "0") < 10 }
        let hasZeros = text.count > 1 && text.first == UInt8(ascii: "0")
        if isNumber, style.isPython, digits.count == text.count, !text.isEmpty, !hasZeros { return append(text) }
        append(byte: UInt8(ascii: "\""))
        append(escaped: text, style)
        append(byte: UInt8(ascii: "\""))
    }

    /// The text of a field of CSV.
    static func unquoted(_ field: [UInt8]) -> [UInt8] {
        let quote = UInt8(ascii: "\"")
        guard field.first == quote else { return field }
        var text: [UInt8] = []
        var isSecond = false
        for byte in field.dropFirst().dropLast() {
            isSecond = byte == quote && !isSecond
            if !isSecond { text.append(byte) }
        }
        return text
    }

    private mutating func append(escaped text: [UInt8], _ style: JSONStyle) {
        let isASCII = text.allSatisfy { $0 < 0x80 }
        if style.isPython, !isASCII, let text = String(validating: text, as: UTF8.self) {
            for unit in text.utf16 { append(escaped: unit, style) }
        } else {
            for byte in text {
                // Python keeps invalid UTF-8 as half of a surrogate pair.
                let unit = style.isPython && byte >= 0x80 ? 0xDC00 | UInt16(byte) : UInt16(byte)
                if unit >= 0x80, !style.isPython { append(byte: byte) } else { append(escaped: unit, style) }
            }
        }
    }

    private mutating func append(escaped unit: UInt16, _ style: JSONStyle) {
        switch unit {
        case 0x22: append("\\\"")
        case 0x5C: append("\\\\")
        case 0x0A: append("\\n")
        case 0x0D: append("\\r")
        case 0x09: append("\\t")
        case 0x3C where !style.isPython, 0x3E where !style.isPython, 0x26 where !style.isPython: append(unit: unit)
        case 0x20..<0x7F: append(byte: UInt8(truncatingIfNeeded: unit))
        default: append(unit: unit)
        }
    }

    private mutating func append(unit: UInt16) {
        append("\\u")
        for shift: UInt16 in [12, 8, 4, 0] {
            let digit = UInt8(truncatingIfNeeded: unit >> shift & 15)
            append(byte: digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }
}
