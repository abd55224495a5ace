/// Where the first array of objects is in a JSON object.
struct JSONArrayPath {
    /// The keys that lead to it.
    let keys: [String]
    /// The offset behind its bracket.
    let end: Int
    /// Whether no other container is in front of it, but those that it is in.
    let hasOnlyScalarsBefore: Bool

    /// The path as jq writes it, quoted for a shell.
    var filter: String {
        let parts = keys.map { key in
            let isPlain = key.utf8.allSatisfy { $0 == UInt8(ascii: "_") || ($0 | 0x20) &- UInt8(ascii: "a") < 26 }
            return isPlain && !key.isEmpty ? ".\(key)" : ".\"\(key.filter { !"\"'\\".contains($0) })\""
        }
        return "'\(parts.joined())[]'"
    }

    /// Finds the array in a text that starts with an object; nil when it has none.
    static func first(in sample: TextSample) -> Self? {
        let text = Array(sample.text)
        var finder = JSONArrayFinder(reader: JSONMembers(text.span.bytes))
        return try? finder.find()
    }
}

/// Goes through the values of an object, up to its first array of objects.
private struct JSONArrayFinder: ~Escapable {
    /// The maximum number of keys of a path.
    private static let depthLimit = 8

    private var reader: JSONMembers
    private var keys: [JSONString] = []
    private var closedCount = 0

    @_lifetime(copy reader)
    init(reader: JSONMembers) {
        self.reader = reader
    }

    mutating func find() throws(JSONDefect) -> JSONArrayPath? {
        reader.skipSpace()
        try reader.expect(UInt8(ascii: "{"))
        return try findInObject()
    }

    /// Behind the opening brace of an object.
    private mutating func findInObject() throws(JSONDefect) -> JSONArrayPath? {
        reader.skipSpace()
        guard !reader.take(UInt8(ascii: "}")) else { return nil }
        repeat {
            reader.skipSpace()
            keys.append(try reader.string())
            reader.skipSpace()
            try reader.expect(UInt8(ascii: ":"))
            reader.skipSpace()
            if let found = try findInValue() { return found }
            keys.removeLast()
            reader.skipSpace()
        } while reader.take(UInt8(ascii: ","))
        try reader.expect(UInt8(ascii: "}"))
        return nil
    }

    private mutating func findInValue() throws(JSONDefect) -> JSONArrayPath? {
        switch reader.nextByte {
        case UInt8(ascii: "["):
            let end = reader.position + 1
            if reader.startsArrayOfObjects { return path(end) }
            try reader.skipContainer()
            closedCount += 1
        case UInt8(ascii: "{") where keys.count < Self.depthLimit:
            _ = reader.take(UInt8(ascii: "{"))
            if let found = try findInObject() { return found }
            closedCount += 1
        case UInt8(ascii: "{"):
            try reader.skipContainer()
            closedCount += 1
        case UInt8(ascii: "\""): _ = try reader.string()
        default: _ = try reader.scalar()
        }
        return nil
    }

    private func path(_ end: Int) -> JSONArrayPath {
        let names = keys.map { key in
            var bytes: [UInt8] = []
            JSONEscapes.resolve(reader.text, key.start..<key.end, into: &bytes)
            return String(decoding: bytes, as: UTF8.self)
        }
        return JSONArrayPath(keys: names, end: end, hasOnlyScalarsBefore: closedCount == 0)
    }
}

extension JSONMembers {
    /// The byte at the position; 0 at the end of the text.
    fileprivate var nextByte: UInt8 { position < text.byteCount ? text.byte(at: position) : 0 }

    /// Whether an array starts at the position that is empty, or whose first element is an object, as far as the text goes.
    fileprivate var startsArrayOfObjects: Bool {
        var reader = self
        guard reader.take(UInt8(ascii: "[")) else { return false }
        reader.skipSpace()
        return [0, UInt8(ascii: "{"), UInt8(ascii: "]")].contains(reader.nextByte)
    }
}
