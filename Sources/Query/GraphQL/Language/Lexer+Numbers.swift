/// Numbers. Source: spec.graphql.org/October2021/#sec-Int-Value and #sec-Float-Value.
extension Lexer {
    func number(from start: Int) throws(GraphQLError) -> Token {
        var offset = start
        var kind = TokenKind.int
        if byte(at: offset) == UInt8(ascii: "-") { offset += 1 }
        if byte(at: offset) == UInt8(ascii: "0") {
            offset += 1
            if let next = byte(at: offset), next.isDigit {
                throw error("Invalid number, unexpected digit after 0: \(describeCharacter(at: offset)).", at: offset)
            }
        } else {
            offset = try digits(from: offset)
        }
        if byte(at: offset) == UInt8(ascii: ".") {
            kind = .float
            offset = try digits(from: offset + 1)
        }
        if let letter = byte(at: offset), letter | 0x20 == UInt8(ascii: "e") {
            kind = .float
            offset += 1
            if let sign = byte(at: offset), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { offset += 1 }
            offset = try digits(from: offset)
        }
        if let next = byte(at: offset), next == UInt8(ascii: ".") || next.isNameStart {
            throw expectedDigit(at: offset)
        }
        return Token(kind: kind, start: start, end: offset)
    }

    /// The offset after one or more digits.
    private func digits(from start: Int) throws(GraphQLError) -> Int {
        var offset = start
        while let next = byte(at: offset), next.isDigit { offset += 1 }
        if offset == start { throw expectedDigit(at: offset) }
        return offset
    }

    private func expectedDigit(at offset: Int) -> GraphQLError {
        error("Invalid number, expected digit but got: \(describeCharacter(at: offset)).", at: offset)
    }
}
