/// A simple JSON parser for comparison, which reads one character at a time.
package struct ReferenceJSON {
    /// A member's value.
    package enum Value: Hashable {
        /// A string without its quotes and escapes, or a number, `true` or `false` unchanged. Half of a surrogate pair
        /// is a byte 0xFF.
        case text([UInt8])
        case null
        case container
    }

    private struct Defect: Error {}

    private var rest: ArraySlice<UInt8>
    /// The nesting depth of containers.
    private var depth = 0
    private var deepest = 0

    /// The members of an object, and the nesting depth of containers in them; nil if the text is no object.
    package static func members(_ text: [UInt8]) -> (members: [(key: [UInt8], value: Value)], depth: Int)? {
        var reader = ReferenceJSON(rest: text[...])
        guard let members = try? reader.object(), reader.skipSpace().isEmpty else { return nil }
        return (members, reader.deepest)
    }

    /// The texts of the elements of an array that is the whole text; nil when the text is none.
    package static func elements(_ text: [UInt8]) -> [[UInt8]]? {
        let text = text.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(text.dropFirst(3)) : text
        var reader = ReferenceJSON(rest: text[...])
        guard reader.skipSpace().first == UInt8(ascii: "["), let elements = try? reader.elements(),
            reader.skipSpace().isEmpty, reader.deepest < 500
        else { return nil }
        return elements
    }

    private mutating func elements() throws -> [[UInt8]] {
        var elements: [[UInt8]] = []
        try require("[")
        if skipSpace().first == UInt8(ascii: "]") {
            try require("]")
            return []
        }
        repeat {
            let start = skipSpace()
            _ = try value()
            elements.append(Array(start.prefix(start.count - rest.count)))
            skipSpace()
        } while take(",")
        try require("]")
        return elements
    }

    @discardableResult
    private mutating func skipSpace() -> ArraySlice<UInt8> {
        rest = rest.drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
        return rest
    }

    private mutating func take(_ text: String) -> Bool {
        guard rest.starts(with: text.utf8) else { return false }
        rest = rest.dropFirst(text.utf8.count)
        return true
    }

    private mutating func require(_ text: String) throws {
        skipSpace()
        guard take(text) else { throw Defect() }
    }

    private mutating func object() throws -> [(key: [UInt8], value: Value)] {
        var members: [(key: [UInt8], value: Value)] = []
        try require("{")
        skipSpace()
        if take("}") { return members }
        repeat {
            try require("\"")
            let key = try string()
            try require(":")
            members.append((key, try value()))
            skipSpace()
        } while take(",")
        try require("}")
        return members
    }

    private mutating func array() throws {
        skipSpace()
        if take("]") { return }
        repeat {
            _ = try value()
            skipSpace()
        } while take(",")
        try require("]")
    }

    private mutating func value() throws -> Value {
        skipSpace()
        if take("\"") { return .text(try string()) }
        if take("null") { return .null }
        for word in ["true", "false"] where take(word) { return .text(Array(word.utf8)) }
        guard let first = rest.first, first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else {
            return .text(try number())
        }
        (depth, deepest) = (depth + 1, max(deepest, depth + 1))
        defer { depth -= 1 }
        guard deepest < 5000 else { throw Defect() }
        if take("[") { try array() } else { _ = try object() }
        return .container
    }

    private mutating func number() throws -> [UInt8] {
        let start = rest
        _ = take("-")
        if !take("0") { try digits() }
        if take(".") { try digits() }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            try digits()
        }
        return Array(start.prefix(start.count - rest.count))
    }

    private mutating func digits() throws {
        let others = rest.drop { (0x30...0x39).contains($0) }
        guard others.count < rest.count else { throw Defect() }
        rest = others
    }

    private mutating func string() throws -> [UInt8] {
        var bytes: [UInt8] = []
        while let byte = rest.popFirst(), byte >= 0x20 {
            if byte == UInt8(ascii: "\"") { return bytes }
            if byte == UInt8(ascii: "\\") { bytes += try escape() } else { bytes.append(byte) }
        }
        throw Defect()
    }

    private mutating func escape() throws -> [UInt8] {
        let simple: [(String, UInt8)] = [
            ("\"", 0x22), ("\\", 0x5C), ("/", 0x2F), ("b", 8), ("f", 12), ("n", 10), ("r", 13), ("t", 9),
        ]
        for (letter, byte) in simple where take(letter) { return [byte] }
        guard take("u") else { throw Defect() }
        let unit = try unit()
        guard UTF16.isLeadSurrogate(unit) || UTF16.isTrailSurrogate(unit) else {
            return Array(String(decoding: [unit], as: UTF16.self).utf8)
        }
        let behind = rest
        if UTF16.isLeadSurrogate(unit), take("\\u"), let second = try? self.unit(), UTF16.isTrailSurrogate(second) {
            return Array(String(decoding: [unit, second], as: UTF16.self).utf8)
        }
        rest = behind
        return [0xFF]
    }

    private mutating func unit() throws -> UInt16 {
        let digits = String(decoding: rest.prefix(4), as: UTF8.self)
        guard digits.count == 4, digits.utf8.count == 4, !digits.hasPrefix("+"), !digits.hasPrefix("-"),
            let unit = UInt16(digits, radix: 16)
        else { throw Defect() }
        rest = rest.dropFirst(4)
        return unit
    }
}
