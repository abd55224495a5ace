/// Divides the UTF-8 text of a document into tokens.
///
/// The parser asks for one token at a time, so memory does not grow with the text.
/// Source: spec.graphql.org/October2021/#sec-Source-Text.
struct Lexer {
    let bytes: [UInt8]

    /// The byte at an offset, or nil at the end of the text.
    @inline(__always)
    func byte(at offset: Int) -> UInt8? {
        offset < bytes.count ? bytes[offset] : nil
    }

    /// Whether the bytes at an offset are these.
    func has(_ text: StaticString, at offset: Int) -> Bool {
        guard offset + text.utf8CodeUnitCount <= bytes.count else { return false }
        for index in 0..<text.utf8CodeUnitCount where bytes[offset + index] != text.utf8Start[index] {
            return false
        }
        return true
    }

    /// The first token at or after an offset.
    func token(from offset: Int) throws(GraphQLError) -> Token {
        let start = skipIgnored(from: offset)
        guard let byte = byte(at: start) else {
            return Token(kind: .endOfFile, start: bytes.count, end: bytes.count)
        }
        if byte.isNameStart {
            return Token(kind: .name, start: start, end: endOfName(from: start + 1))
        }
        if let kind = TokenKind(punctuator: byte) {
            return Token(kind: kind, start: start, end: start + 1)
        }
        switch byte {
        case UInt8(ascii: "."):
            guard has("...", at: start) else { throw unexpectedCharacter(at: start) }
            return Token(kind: .spread, start: start, end: start + 3)
        case UInt8(ascii: "\""):
            return has("\"\"\"", at: start) ? try blockString(from: start) : try string(from: start)
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            return try number(from: start)
        default:
            throw unexpectedCharacter(at: start)
        }
    }

    /// The offset of the next byte that is not white space, a comma, a byte order mark or part of a comment.
    private func skipIgnored(from offset: Int) -> Int {
        var offset = offset
        while let byte = byte(at: offset) {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: ","), 0x09, 0x0A, 0x0D:
                offset += 1
            case UInt8(ascii: "#"):
                while let next = self.byte(at: offset), next != 0x0A, next != 0x0D { offset += 1 }
            case 0xEF where self.byte(at: offset + 1) == 0xBB && self.byte(at: offset + 2) == 0xBF:
                offset += 3
            default:
                return offset
            }
        }
        return offset
    }

    private func endOfName(from offset: Int) -> Int {
        var offset = offset
        while offset < bytes.count, bytes[offset].isNameContinue { offset += 1 }
        return offset
    }
}

extension TokenKind {
    /// The kind of a punctuator of one byte.
    @inline(__always)
    fileprivate init?(punctuator byte: UInt8) {
        switch byte {
        case UInt8(ascii: "!"): self = .bang
        case UInt8(ascii: "$"): self = .dollar
        case UInt8(ascii: "&"): self = .ampersand
        case UInt8(ascii: "("): self = .parenLeft
        case UInt8(ascii: ")"): self = .parenRight
        case UInt8(ascii: ":"): self = .colon
        case UInt8(ascii: "="): self = .equals
        case UInt8(ascii: "@"): self = .at
        case UInt8(ascii: "["): self = .bracketLeft
        case UInt8(ascii: "]"): self = .bracketRight
        case UInt8(ascii: "{"): self = .braceLeft
        case UInt8(ascii: "|"): self = .pipe
        case UInt8(ascii: "}"): self = .braceRight
        default: return nil
        }
    }
}

extension UInt8 {
    @inline(__always) var isDigit: Bool { self &- UInt8(ascii: "0") < 10 }
    @inline(__always) var isNameStart: Bool { (self | 0x20) &- UInt8(ascii: "a") < 26 || self == UInt8(ascii: "_") }
    @inline(__always) var isNameContinue: Bool { isNameStart || isDigit }
}
