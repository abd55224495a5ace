extension Lexer {
    func error(_ message: String, at offset: Int) -> GraphQLError {
        .syntax(message, at: offset, in: bytes)
    }

    func unexpectedCharacter(at offset: Int) -> GraphQLError {
        if bytes[offset] == UInt8(ascii: "'") {
            return error(
                "Unexpected single quote character ('), did you mean to use a double quote (\")?", at: offset)
        }
        guard scalar(at: offset) != nil else { return invalidEncoding(at: offset) }
        return error("Unexpected character: \(describeCharacter(at: offset)).", at: offset)
    }

    func invalidEncoding(at offset: Int) -> GraphQLError {
        error("The document is not valid UTF-8.", at: offset)
    }

    /// The character at an offset: quoted if it is printable ASCII, else its code point.
    func describeCharacter(at offset: Int) -> String {
        guard let scalar = scalar(at: offset)?.scalar else { return TokenKind.endOfFile.description }
        if scalar == "\"" { return "'\"'" }
        if (0x20...0x7E).contains(scalar.value) { return "'\(scalar)'" }
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// The text of at most this many characters from an offset.
    func text(from offset: Int, characters: Int) -> String {
        var text = String.UnicodeScalarView()
        var offset = offset
        while text.count < characters, let next = scalar(at: offset) {
            text.append(next.scalar)
            offset += next.length
        }
        return String(text)
    }

    /// The Unicode scalar at an offset, or nil at the end of the text or of its valid part.
    func scalar(at offset: Int) -> (scalar: Unicode.Scalar, length: Int)? {
        guard let first = byte(at: offset) else { return nil }
        if first < 0x80 { return (Unicode.Scalar(first), 1) }
        let end = min(offset + 4, bytes.count)
        var iterator = bytes[offset..<end].makeIterator()
        var decoder = Unicode.UTF8()
        guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return nil }
        return (scalar, UTF8.width(scalar))
    }
}
