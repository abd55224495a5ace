/// Parses JSON text: one value in UTF-8, with nothing but white space around it.
///
/// Source: RFC 8259. Names within an object must differ.
package struct JSONParser {
    private let bytes: [UInt8]
    private let nesting: Int
    private var offset = 0

    private init(_ bytes: [UInt8], nesting: Int) {
        self.bytes = bytes
        self.nesting = nesting
    }

    /// The value of a text.
    ///
    /// `nesting` is the most levels of arrays and objects; it bounds the stack. The cost is linear in the text.
    package static func value(_ bytes: [UInt8], nesting: Int = 100) throws(JSONError) -> JSONValue {
        var parser = JSONParser(bytes, nesting: nesting)
        let value = try parser.value(depth: 0)
        parser.skipSpace()
        guard parser.offset == bytes.count else { throw parser.error("Unexpected text after the value") }
        return value
    }

    private func error(_ message: String) -> JSONError { JSONError(message: message, offset: offset) }

    private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { offset += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard next == byte else { return false }
        offset += 1
        return true
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        skipSpace()
        guard depth <= nesting else { throw error("More than \(nesting) levels of nesting") }
        switch next {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .boolean(true))
        case UInt8(ascii: "f"): return try literal("false", .boolean(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func literal(_ text: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        guard Lexer(bytes: bytes).has(text, at: offset) else { throw error("Expected a value") }
        offset += text.utf8CodeUnitCount
        return value
    }

    private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
        offset += 1
        var values: [JSONValue] = []
        if take(UInt8(ascii: "]")) { return .array(values) }
        repeat {
            values.append(try value(depth: depth + 1))
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw error("Expected ',' or ']'") }
        return .array(values)
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
        offset += 1
        var members: [JSONValue.Member] = []
        var names: Set<[UInt8]> = []
        if take(UInt8(ascii: "}")) { return .object(members) }
        repeat {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw error("Expected a name") }
            let name = try string()
            guard names.insert(Array(name.utf8)).inserted else { throw error("The name occurs twice") }
            guard take(UInt8(ascii: ":")) else { throw error("Expected ':'") }
            members.append(JSONValue.Member(name, try value(depth: depth + 1)))
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw error("Expected ',' or '}'") }
        return .object(members)
    }

    private mutating func number() throws(JSONError) -> String {
        let start = offset
        if next == UInt8(ascii: "-") { offset += 1 }
        if next == UInt8(ascii: "0") { offset += 1 } else { try digits() }
        if next == UInt8(ascii: ".") {
            offset += 1
            try digits()
        }
        if let letter = next, letter | 0x20 == UInt8(ascii: "e") {
            offset += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { offset += 1 }
            try digits()
        }
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    private mutating func digits() throws(JSONError) {
        let start = offset
        while let byte = next, byte.isDigit { offset += 1 }
        if offset == start { throw error("Expected a value") }
    }

    private mutating func string() throws(JSONError) -> String {
        offset += 1
        let start = offset
        while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
            guard byte >= 0x20 else { throw error("A control character within a string") }
            offset += 1
        }
        var text = Array(bytes[start..<offset])
        while let byte = next, byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { throw error("A control character within a string") }
            if byte == UInt8(ascii: "\\") {
                text.append(contentsOf: String(try escape()).utf8)
            } else {
                text.append(byte)
                offset += 1
            }
        }
        guard next != nil else { throw error("A string without an end") }
        offset += 1
        guard let string = String(validating: text, as: UTF8.self) else { throw error("A string that is not UTF-8") }
        return string
    }

    /// The escapes are those of GraphQL but for braces.
    private mutating func escape() throws(JSONError) -> Unicode.Scalar {
        let lexer = Lexer(bytes: bytes)
        guard !lexer.has("\\u{", at: offset), let escape = try? lexer.escapeSequence(at: offset) else {
            throw error("An invalid escape sequence")
        }
        offset += escape.length
        return escape.scalar
    }
}
