/// A transaction or block hash: 32 bytes, stored as four big-endian words.
public struct Hash32: Hashable, Sendable {
    /// The 32 bytes as big-endian words, most significant first.
    public let words: (UInt64, UInt64, UInt64, UInt64)

    @inlinable
    init(_ first: UInt64, _ second: UInt64, _ third: UInt64, _ fourth: UInt64) {
        words = (first, second, third, fourth)
    }

    /// Equal when all 32 bytes are.
    @inlinable
    public static func == (left: Hash32, right: Hash32) -> Bool { left.words == right.words }

    /// Feeds all 32 bytes.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
        hasher.combine(words.2)
        hasher.combine(words.3)
    }
}

extension Hash32: FieldValue {
    /// Reads `0x` or `\x` and 64 hex digits of either case.
    @inlinable
    public static func parse(_ text: RawSpan, repaired: inout Bool) throws(RejectReason) -> Hash32 {
        try Hex.requirePrefixed(text, digits: 64)
        var faults: UInt64 = 0
        let hash = Hash32(
            Hex.word64(text, at: 2, &faults), Hex.word64(text, at: 18, &faults),
            Hex.word64(text, at: 34, &faults), Hex.word64(text, at: 50, &faults))
        guard faults == 0 else { throw .notHex }
        return hash
    }

    /// Reads 32 bytes.
    @inlinable
    public init(from reader: inout WireReader) throws(WireError) {
        let read = try reader.value(of: (UInt64, UInt64, UInt64, UInt64).self)
        words = (read.0.bigEndian, read.1.bigEndian, read.2.bigEndian, read.3.bigEndian)
    }

    /// Thirty-two bytes.
    @inlinable public static var wireWidth: Int? { 32 }
    /// All bytes zero.
    @inlinable public static var absent: Hash32 { Hash32(0, 0, 0, 0) }

    /// Passes the hash to the sink.
    @inlinable
    public func put<Sink: ValueSink & ~Copyable>(into sink: inout Sink) {
        sink.put(self)
    }
}

extension Hash32 {
    /// Appends the 32 bytes.
    @inlinable
    @inline(__always)
    public func write(to writer: inout WireWriter) {
        writer.append(bytesOf: (words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian))
    }
}

extension Hash32: CustomStringConvertible {
    /// `0x` and 64 lower-case hex digits.
    public var description: String {
        "0x" + Hex.digits(words.0, 16) + Hex.digits(words.1, 16) + Hex.digits(words.2, 16) + Hex.digits(words.3, 16)
    }
}
