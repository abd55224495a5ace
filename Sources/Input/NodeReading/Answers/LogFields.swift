/// The members of a log that a transfer is made of, as ranges of the log's text. Members may be in any order; others are
/// passed over.
struct LogFields: ~Escapable {
    let text: RawSpan
    private var position = 0
    private(set) var address: Range<Int>?
    private(set) var topics = LogTopics()
    private(set) var data: Range<Int>?
    private(set) var blockNumber: Range<Int>?
    private(set) var blockHash: Range<Int>?
    private(set) var transactionHash: Range<Int>?
    private(set) var logIndex: Range<Int>?
    private(set) var timestamp: Range<Int>?
    private(set) var isRemoved = false

    /// Where the object ends.
    var end: Int { position }

    /// Reads the JSON object that a text begins with.
    @_lifetime(copy text)
    init(_ text: RawSpan) throws(AnswerFault) {
        self.text = text
        try expect(UInt8(ascii: "{"))
        skipBlanks()
        guard peek != UInt8(ascii: "}") else {
            position += 1
            return
        }
        while true {
            skipBlanks()
            let key = try string()
            skipBlanks()
            try expect(UInt8(ascii: ":"))
            skipBlanks()
            try member(key)
            skipBlanks()
            guard peek == UInt8(ascii: ",") else { break }
            position += 1
        }
        try expect(UInt8(ascii: "}"))
    }
}

extension LogFields {
    private var peek: UInt8 {
        position < text.byteCount ? text.unsafeLoad(fromByteOffset: position, as: UInt8.self) : 0
    }

    @_lifetime(self: copy self)
    private mutating func skipBlanks() {
        while peek == 0x20 || peek == 0x09 || peek == 0x0A || peek == 0x0D { position += 1 }
    }

    @_lifetime(self: copy self)
    private mutating func expect(_ byte: UInt8) throws(AnswerFault) {
        guard peek == byte else { throw .malformed("a log is no JSON object") }
        position += 1
    }

    /// Moves past a string; what is between its quotes. What a log is made of has no escapes.
    @_lifetime(self: copy self)
    private mutating func string() throws(AnswerFault) -> Range<Int> {
        try expect(UInt8(ascii: "\""))
        let start = position
        while position < text.byteCount {
            position = text.withUnsafeBytes { TextScan.plainEnd($0, from: position) }
            let byte = peek
            if byte == UInt8(ascii: "\"") {
                position += 1
                return start..<position - 1
            }
            position += byte == UInt8(ascii: "\\") ? 2 : 1
        }
        throw .malformed("a log is no JSON object")
    }

    private func isKey(_ range: Range<Int>, _ name: StaticString) -> Bool {
        guard range.count == name.utf8CodeUnitCount else { return false }
        return name.withUTF8Buffer { name in
            name.indices.allSatisfy {
                name[$0] == text.unsafeLoad(fromByteOffset: range.lowerBound + $0, as: UInt8.self)
            }
        }
    }

    @_lifetime(self: copy self)
    private mutating func member(_ key: Range<Int>) throws(AnswerFault) {
        switch key.count {
        case 4 where isKey(key, "data"): data = try scalar()
        case 6 where isKey(key, "topics"): try readTopics()
        case 7 where isKey(key, "address"): address = try scalar()
        case 7 where isKey(key, "removed"): isRemoved = try isTrue()
        case 8 where isKey(key, "logIndex"): logIndex = try scalar()
        case 9 where isKey(key, "blockHash"): blockHash = try scalar()
        case 11 where isKey(key, "blockNumber"): blockNumber = try scalar()
        case 14 where isKey(key, "blockTimestamp"): timestamp = try scalar()
        case 15 where isKey(key, "transactionHash"): transactionHash = try scalar()
        default: try skipValue()
        }
    }

    /// A string or a number; nil for null.
    @_lifetime(self: copy self)
    private mutating func scalar() throws(AnswerFault) -> Range<Int>? {
        if peek == UInt8(ascii: "\"") { return try string() }
        let word = word()
        guard !isKey(word, "null") else { return nil }
        guard !word.isEmpty else { throw .malformed("a log has an unexpected value") }
        return word
    }

    @_lifetime(self: copy self)
    private mutating func isTrue() throws(AnswerFault) -> Bool {
        let word = word()
        if isKey(word, "true") { return true }
        guard isKey(word, "false") || isKey(word, "null") else {
            throw .malformed("“removed” of a log is neither true nor false")
        }
        return false
    }

    /// Moves past a number or a word.
    @_lifetime(self: copy self)
    private mutating func word() -> Range<Int> {
        let start = position
        while position < text.byteCount, !Self.endsWord(peek) { position += 1 }
        return start..<position
    }

    private static func endsWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "["), UInt8(ascii: "]"),
            UInt8(ascii: "\""), 0...0x20:
            true
        default: false
        }
    }

    @_lifetime(self: copy self)
    private mutating func readTopics() throws(AnswerFault) {
        try expect(UInt8(ascii: "["))
        skipBlanks()
        guard peek != UInt8(ascii: "]") else {
            position += 1
            return
        }
        while true {
            skipBlanks()
            guard topics.append(try string()) else { throw .malformed("a log has more than four topics") }
            skipBlanks()
            guard peek == UInt8(ascii: ",") else { break }
            position += 1
        }
        try expect(UInt8(ascii: "]"))
    }

    /// Moves past a value of any type.
    @_lifetime(self: copy self)
    private mutating func skipValue() throws(AnswerFault) {
        var depth = 0
        repeat {
            switch peek {
            case UInt8(ascii: "\""): _ = try string()
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                position += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                position += 1
            case _ where depth == 0:
                guard !word().isEmpty else { throw .malformed("a log has an unexpected value") }
            default: position += 1
            }
        } while depth > 0 && position < text.byteCount
    }
}
