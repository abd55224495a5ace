/// Unpacks texts in the order in which ``TextPacker`` has packed them.
struct TextUnpacker: ~Copyable {
    /// The number of bytes that may accumulate before the last text moves to the front.
    private static let window = 32 * 1024

    // The last text, and the rest of those before it.
    private var texts = WireWriter(capacity: Self.window + 4096)
    private var last = 0..<0

    /// The text that was unpacked last.
    var text: RawSpan {
        @_lifetime(borrow self)
        get { texts.bytes.extracting(last) }
    }

    /// The lines of the record that was unpacked last; unknown without a defect that has them.
    private(set) var lines = LineSpan.unknown

    /// The size of the text that was unpacked last.
    var byteCount: Int { last.count }

    /// Unpacks the next text.
    ///
    /// - Parameter limit: the maximum size of the text in bytes.
    /// - Returns: the code of its record's defect.
    mutating func next(_ packed: inout WireReader, limit: Int) throws(WireError) -> UInt8 {
        let head = try packed.varint()
        lines = RawBatchBuilder.hasLines(UInt8(head & 3)) ? try packed.lineSpan() : .unknown
        let prefix = try packed.varint()
        let suffix = try packed.varint()
        let count = head >> 2
        guard count <= limit else { throw .malformed("a record is longer than its batch") }
        guard prefix <= last.count, suffix <= last.count, prefix + suffix <= count else {
            throw .malformed("a record shares more bytes with the record before it than either has")
        }
        begin()
        texts.appendAgain(last.lowerBound..<last.lowerBound + Int(prefix))
        try unpackTokens(&packed, count: Int(count - prefix - suffix))
        texts.appendAgain(last.upperBound - Int(suffix)..<last.upperBound)
        last = last.upperBound..<texts.count
        return UInt8(head & 3)
    }

    /// Prepares the buffer for the next text.
    private mutating func begin() {
        // A text that failed to unpack may have left some bytes.
        texts.truncate(to: last.upperBound)
        if texts.count > Self.window {
            texts.keepOnly(last)
            last = 0..<last.count
        }
    }

    private mutating func unpackTokens(_ packed: inout WireReader, count: Int) throws(WireError) {
        let end = texts.count + count
        while texts.count < end {
            guard let (token, count) = TextToken.read(try packed.integer(UInt8.self)) else {
                throw .malformed("a text has an unknown token")
            }
            let bytes = try packed.bytes(count)
            switch token {
            case .literal: texts.append(contentsOf: bytes)
            case .prefixedHex:
                texts.append(UInt16(0x3078))
                fallthrough
            case .hex:
                guard count >= HexRun.minimum else { throw .malformed("a text has too short a hex number") }
                HexRun.unpack(bytes, into: &texts)
            }
        }
        guard texts.count == end else { throw .malformed("a text is longer than its stated length") }
    }
}
