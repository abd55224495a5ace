import GraphQL

/// The scalars of the schema.
extension TokenSchema {
    static let bigInt = ScalarDefinition(
        "BigInt", description: "A whole number as decimal text.",
        coercion: ScalarCoercion { input throws(CoercionError) in
            switch input {
            case .integer(let text): return .number(text)
            case .string(let text) where isWhole(text): return .number(text)
            default: throw .unrepresentable("BigInt cannot represent non-integer value")
            }
        })

    static let bytes = ScalarDefinition(
        "Bytes", description: "Bytes as `0x` and hexadecimal digits.",
        coercion: ScalarCoercion { input throws(CoercionError) in
            guard case .string(let text) = input, let bytes = decode(text) else {
                throw .unrepresentable("Bytes cannot represent value")
            }
            return .bytes(bytes)
        })

    static let dateTime = ScalarDefinition(
        "DateTime", description: "A time of RFC 3339 in UTC.", specifiedByURL: "https://www.rfc-editor.org/rfc/rfc3339",
        coercion: ScalarCoercion { input throws(CoercionError) in
            guard case .string(let text) = input else { throw .unrepresentable("DateTime cannot represent value") }
            guard text.hasSuffix("Z") else { throw .invalid("not in UTC") }
            return .string(text)
        })

    private static func isWhole(_ text: String) -> Bool {
        let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
        return !digits.isEmpty && digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    private static func decode(_ text: String) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.starts(with: "0x".utf8), digits.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 2, to: digits.count, by: 2) {
            let pair = String(decoding: digits[index..<index + 2], as: UTF8.self)
            guard !pair.hasPrefix("+"), !pair.hasPrefix("-"), let byte = UInt8(pair, radix: 16) else { return nil }
            bytes.append(byte)
        }
        return bytes
    }
}
