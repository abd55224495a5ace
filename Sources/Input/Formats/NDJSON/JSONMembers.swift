/// Goes through the members of a JSON object (RFC 8259), one at a time, and makes sure on its way that the text is JSON.
///
/// Nothing is copied: a member consists of the ranges of its key and value.
struct JSONMembers: ~Escapable {
    let text: RawSpan
    private(set) var position = 0
    private var isFirst = true

    /// Starts with a text that should be an object and nothing else.
    @_lifetime(copy text)
    init(_ text: RawSpan) {
        self.text = text
    }

    /// The next member; nil after the last, and then the text has ended.
    @inline(__always)
    mutating func next() throws(JSONDefect) -> JSONMember? {
        skipSpace()
        if isFirst {
            try expect(UInt8(ascii: "{"))
            skipSpace()
            isFirst = false
            if take(UInt8(ascii: "}")) { return try end() }
        } else {
            if take(UInt8(ascii: "}")) { return try end() }
            try expect(UInt8(ascii: ","))
            skipSpace()
        }
        let key = try string()
        skipSpace()
        try expect(UInt8(ascii: ":"))
        skipSpace()
        let (type, value) = try self.value()
        return JSONMember(key: key, type: type, value: value)
    }

    private mutating func end() throws(JSONDefect) -> JSONMember? {
        skipSpace()
        guard position == text.byteCount else { throw JSONDefect(offset: position) }
        return nil
    }
}

/// A member of an object: offsets within the object's text.
struct JSONMember {
    enum ValueType {
        case string, number, bool, null, container
    }

    /// Without its quotes.
    let key: JSONString
    let type: ValueType
    /// The value's text; of a string what is between the quotes.
    let value: JSONString
}

/// Where a text is, and whether it has escapes.
struct JSONString {
    let start: Int
    let end: Int
    let hasEscapes: Bool
}

/// A text that is not JSON, and the offset at which that shows.
struct JSONDefect: Error, Hashable {
    let offset: Int
}

// MARK: - Tokens

extension JSONMembers {
    @inline(__always)
    mutating func skipSpace() {
        while position < text.byteCount {
            let byte = text.byte(at: position)
            guard byte.isJSONBlank else { return }
            position += 1
        }
    }

    /// Moves past a byte when it is the next.
    @inline(__always)
    mutating func take(_ byte: UInt8) -> Bool {
        guard position < text.byteCount, text.byte(at: position) == byte else { return false }
        position += 1
        return true
    }

    @inline(__always)
    mutating func expect(_ byte: UInt8) throws(JSONDefect) {
        guard take(byte) else { throw JSONDefect(offset: position) }
    }

    /// Moves past a value of any type.
    @inline(__always)
    private mutating func value() throws(JSONDefect) -> (JSONMember.ValueType, JSONString) {
        guard position < text.byteCount else { throw JSONDefect(offset: position) }
        let start = position
        switch text.byte(at: position) {
        case UInt8(ascii: "\""): return (.string, try string())
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            try skipContainer()
            return (.container, JSONString(start: start, end: position, hasEscapes: false))
        default:
            let type = try scalar()
            return (type, JSONString(start: start, end: position, hasEscapes: false))
        }
    }

    /// Moves past a number, `true`, `false` or `null`.
    mutating func scalar() throws(JSONDefect) -> JSONMember.ValueType {
        switch position < text.byteCount ? text.byte(at: position) : 0 {
        case UInt8(ascii: "n"): try literal("null", .null)
        case UInt8(ascii: "t"): try literal("true", .bool)
        case UInt8(ascii: "f"): try literal("false", .bool)
        default: try number()
        }
    }

    private mutating func literal(
        _ word: StaticString, _ type: JSONMember.ValueType
    ) throws(JSONDefect) -> JSONMember.ValueType {
        let matches = word.withUTF8Buffer { word in
            position + word.count <= text.byteCount
                && word.indices.allSatisfy { text.byte(at: position + $0) == word[$0] }
        }
        guard matches else { throw JSONDefect(offset: position) }
        position += word.utf8CodeUnitCount
        return type
    }

    /// Moves past a number, of any number of digits.
    private mutating func number() throws(JSONDefect) -> JSONMember.ValueType {
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        if take(UInt8(ascii: ".")) { try digits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
        return .number
    }

    @inline(__always)
    private mutating func digits() throws(JSONDefect) {
        let start = position
        while position < text.byteCount, text.byte(at: position) &- UInt8(ascii: "0") < 10 { position += 1 }
        guard position > start else { throw JSONDefect(offset: position) }
    }
}

// MARK: - Strings

extension JSONMembers {
    /// Moves past a string.
    @inline(__always)
    mutating func string() throws(JSONDefect) -> JSONString {
        try expect(UInt8(ascii: "\""))
        let start = position
        var hasEscapes = false
        while true {
            position = text.nextSpecial(from: position)
            guard position < text.byteCount else { throw JSONDefect(offset: position) }
            switch text.byte(at: position) {
            case UInt8(ascii: "\""):
                position += 1
                return JSONString(start: start, end: position - 1, hasEscapes: hasEscapes)
            case UInt8(ascii: "\\"):
                hasEscapes = true
                try skipEscape()
            default: throw JSONDefect(offset: position)
            }
        }
    }

    private mutating func skipEscape() throws(JSONDefect) {
        guard position + 1 < text.byteCount else { throw JSONDefect(offset: position) }
        let kind = text.byte(at: position + 1)
        if kind == UInt8(ascii: "u") {
            guard JSONEscapes.unit(in: text, at: position) != nil else { throw JSONDefect(offset: position) }
            position += 6
        } else {
            guard JSONEscapes.simple(kind) != nil else { throw JSONDefect(offset: position) }
            position += 2
        }
    }
}

extension UInt8 {
    /// Whether the byte is a blank between tokens of JSON (RFC 8259, section 2).
    @inline(__always)
    var isJSONBlank: Bool { self == 0x20 || self == 0x09 || self == 0x0A || self == 0x0D }
}
