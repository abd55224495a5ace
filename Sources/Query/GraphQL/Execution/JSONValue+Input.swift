extension JSONValue {
    /// The value as JSON for a message: at most 100 characters of it.
    var excerpt: String {
        var writer = JSONWriter()
        writer.value(self)
        let text = String(decoding: writer.bytes, as: UTF8.self)
        return text.unicodeScalars.count > 100 ? String(text.unicodeScalars.prefix(100)) + "..." : text
    }
}

extension ScalarInput {
    /// A JSON value as scalars see it, or nil for null.
    init?(_ value: JSONValue, wholeFloats: Bool = false) {
        switch value {
        case .null: return nil
        case .boolean(let value): self = .boolean(value)
        case .string(let text): self = .string(text)
        case .number(let text): self = Self.number(text, wholeFloats: wholeFloats)
        case .array(let values): self = .list(values.map { ScalarInput($0) })
        case .object(let members):
            self = .object(members.map { Field(name: $0.name, value: ScalarInput($0.value)) })
        }
    }

    private static func number(_ text: String, wholeFloats: Bool) -> ScalarInput {
        guard text.utf8.contains(where: { $0 == UInt8(ascii: ".") || $0 | 0x20 == UInt8(ascii: "e") }) else {
            return .integer(text)
        }
        if wholeFloats, let whole = whole(text) { return .integer(whole) }
        return .float(text)
    }

    /// The integer of a number with a fraction or an exponent, if it is one of at most 20 digits.
    private static func whole(_ text: String) -> String? {
        let isNegative = text.utf8.first == UInt8(ascii: "-")
        let parts = text.utf8.dropFirst(isNegative ? 1 : 0).split { $0 | 0x20 == UInt8(ascii: "e") }
        guard let mantissa = parts.first, let exponent = parts.count == 1 ? 0 : Int(String(parts[1]) ?? "") else {
            return nil
        }
        let halves = mantissa.split(separator: UInt8(ascii: "."))
        var digits = halves.joined().drop { $0 == UInt8(ascii: "0") }.map { $0 }
        if digits.isEmpty { return "0" }
        guard abs(exponent) < 1000 else { return nil }
        var shift = exponent - (halves.count == 2 ? halves[1].count : 0)
        while shift < 0, digits.last == UInt8(ascii: "0") {
            digits.removeLast()
            shift += 1
        }
        guard shift >= 0, digits.count + shift <= 20 else { return nil }
        return (isNegative ? "-" : "") + String(decoding: digits, as: UTF8.self) + String(repeating: "0", count: shift)
    }
}
