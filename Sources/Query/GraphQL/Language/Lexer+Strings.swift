/// Strings. Source: spec.graphql.org/October2021/#sec-String-Value.
///
/// The lexer checks a string only; `StringLiteral` reads its value when something asks for it.
extension Lexer {
    func string(from start: Int) throws(GraphQLError) -> Token {
        var offset = start + 1
        while let byte = byte(at: offset) {
            switch byte {
            case UInt8(ascii: "\""):
                return Token(kind: .string, start: start, end: offset + 1)
            case UInt8(ascii: "\\"):
                offset += try escapeSequence(at: offset).length
            case 0x0A, 0x0D:
                throw error("Unterminated string.", at: offset)
            case 0x80...:
                guard let scalar = scalar(at: offset) else { throw invalidEncoding(at: offset) }
                offset += scalar.length
            default:
                offset += 1
            }
        }
        throw error("Unterminated string.", at: offset)
    }

    func blockString(from start: Int) throws(GraphQLError) -> Token {
        var offset = start + 3
        while let byte = byte(at: offset) {
            switch byte {
            case UInt8(ascii: "\"") where has("\"\"\"", at: offset):
                return Token(kind: .blockString, start: start, end: offset + 3)
            case UInt8(ascii: "\\") where has("\\\"\"\"", at: offset):
                offset += 4
            case 0x80...:
                guard let scalar = scalar(at: offset) else { throw invalidEncoding(at: offset) }
                offset += scalar.length
            default:
                offset += 1
            }
        }
        throw error("Unterminated string.", at: offset)
    }

    /// The character of an escape sequence and the sequence's length in bytes.
    func escapeSequence(at offset: Int) throws(GraphQLError) -> (scalar: Unicode.Scalar, length: Int) {
        guard let letter = byte(at: offset + 1) else { throw error("Unterminated string.", at: bytes.count) }
        switch letter {
        case UInt8(ascii: "u"):
            if byte(at: offset + 2) == UInt8(ascii: "{") { return try variableWidthEscape(at: offset) }
            return try fixedWidthEscape(at: offset)
        case UInt8(ascii: "\""), UInt8(ascii: "/"), UInt8(ascii: "\\"): return (Unicode.Scalar(letter), 2)
        case UInt8(ascii: "b"): return ("\u{08}", 2)
        case UInt8(ascii: "f"): return ("\u{0C}", 2)
        case UInt8(ascii: "n"): return ("\n", 2)
        case UInt8(ascii: "r"): return ("\r", 2)
        case UInt8(ascii: "t"): return ("\t", 2)
        default:
            let text = text(from: offset, characters: 2)
            throw error("Invalid character escape sequence: '\(text)'.", at: offset)
        }
    }

    /// `\u{...}` with up to eight digits.
    private func variableWidthEscape(at offset: Int) throws(GraphQLError) -> (scalar: Unicode.Scalar, length: Int) {
        var value: UInt32 = 0
        var length = 3
        while length < 12, let byte = byte(at: offset + length) {
            length += 1
            if byte == UInt8(ascii: "}") {
                guard length > 4, let scalar = Unicode.Scalar(value) else { break }
                return (scalar, length)
            }
            guard let digit = byte.hexDigit else { break }
            value = value << 4 | digit
        }
        throw invalidUnicodeEscape(at: offset, characters: length)
    }

    /// `\uXXXX`, or two of them that form a surrogate pair.
    private func fixedWidthEscape(at offset: Int) throws(GraphQLError) -> (scalar: Unicode.Scalar, length: Int) {
        guard let code = codeUnit(at: offset + 2) else { throw invalidUnicodeEscape(at: offset, characters: 6) }
        if let scalar = Unicode.Scalar(code) { return (scalar, 6) }
        if code < 0xDC00, has("\\u", at: offset + 6), let low = codeUnit(at: offset + 8),
            (0xDC00...0xDFFF).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (code - 0xD800) << 10 + (low - 0xDC00))
        {
            return (scalar, 12)
        }
        throw invalidUnicodeEscape(at: offset, characters: 6)
    }

    /// The value of four hexadecimal digits.
    private func codeUnit(at offset: Int) -> UInt32? {
        var value: UInt32 = 0
        for index in offset..<offset + 4 {
            guard let digit = byte(at: index)?.hexDigit else { return nil }
            value = value << 4 | digit
        }
        return value
    }

    private func invalidUnicodeEscape(at offset: Int, characters: Int) -> GraphQLError {
        error("Invalid Unicode escape sequence: '\(text(from: offset, characters: characters))'.", at: offset)
    }
}

extension UInt8 {
    var hexDigit: UInt32? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(self - UInt8(ascii: "0"))
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(self - UInt8(ascii: "A") + 10)
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(self - UInt8(ascii: "a") + 10)
        default: nil
        }
    }
}
