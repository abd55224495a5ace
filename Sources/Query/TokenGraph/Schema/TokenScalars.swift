import ETLModels
import GraphQL

/// The scalars of the schema and how they read values.
enum TokenScalars {
    static let bigInt = ScalarDefinition(
        "BigInt", description: "A whole number as decimal text. Whole numbers are accepted too, fractions are not.",
        coercion: ScalarCoercion { input throws(CoercionError) in
            switch input {
            case .integer(let text): return .number(text)
            case .string(let text) where isWhole(text): return .number(text)
            default: throw .unrepresentable("BigInt is a whole number or a text of decimal digits, not")
            }
        })

    static let bytes = ScalarDefinition(
        "Bytes", description: "20 or 32 bytes as `0x` and hexadecimal digits: in lower case out, in any case in.",
        coercion: ScalarCoercion { input throws(CoercionError) in
            guard case .string(let text) = input, let bytes = Self.decode(text) else {
                throw .unrepresentable("Bytes is 0x and 40 or 64 hexadecimal digits, not")
            }
            return .bytes(bytes)
        })

    static let dateTime = ScalarDefinition(
        "DateTime", description: "A time of RFC 3339, such as `2022-08-08T23:06:52Z`: in UTC out, of any zone in.",
        specifiedByURL: "https://www.rfc-editor.org/rfc/rfc3339",
        coercion: ScalarCoercion { input throws(CoercionError) in
            guard case .string(let text) = input, let time = Self.time(text) else {
                throw .unrepresentable("DateTime is a time of RFC 3339, such as 2022-08-08T23:06:52Z, not")
            }
            return .integer(Int(time.microseconds))
        })

    private static func isWhole(_ text: String) -> Bool {
        let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
        return !digits.isEmpty && digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    private static func decode(_ text: String) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.starts(with: "0x".utf8) else { return nil }
        var repaired = false
        switch digits.count {
        case 42:
            guard let words = (try? Address.parse(digits.span.bytes, repaired: &repaired))?.words else { return nil }
            return bigEndian(words.0) + bigEndian(words.1) + bigEndian(words.2)
        case 66:
            guard let words = (try? Hash32.parse(digits.span.bytes, repaired: &repaired))?.words else { return nil }
            return bigEndian(words.0) + bigEndian(words.1) + bigEndian(words.2) + bigEndian(words.3)
        default: return nil
        }
    }

    private static func bigEndian<Word: FixedWidthInteger>(_ word: Word) -> [UInt8] {
        stride(from: Word.bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> Word($0)) }
    }

    /// The pipeline accepts more forms than RFC 3339 has: this one has a `T` and ends with `Z` or `+02:00`.
    private static func time(_ text: String) -> Timestamp? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes[10] | 0x20 == UInt8(ascii: "t"), let last = bytes.last else { return nil }
        if last | 0x20 == UInt8(ascii: "z") {
            guard bytes[bytes.count - 2] != UInt8(ascii: " ") else { return nil }
        } else {
            let sign = bytes[bytes.count - 6]
            guard bytes.count >= 25, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
                bytes[bytes.count - 3] == UInt8(ascii: ":"), bytes[bytes.count - 7] != UInt8(ascii: " ")
            else { return nil }
        }
        var repaired = false
        return try? Timestamp.parse(bytes.span.bytes, repaired: &repaired)
    }
}
