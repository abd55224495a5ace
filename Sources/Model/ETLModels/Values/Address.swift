/// An Ethereum account or contract address: 20 bytes.
///
/// Stored as two big-endian words and a half, so that comparing two addresses compares their bytes.
public struct Address: Hashable, Sendable {
    @usableFromInline let high: UInt64
    @usableFromInline let middle: UInt64
    @usableFromInline let low: UInt32

    @inlinable
    init(high: UInt64, middle: UInt64, low: UInt32) {
        self.high = high
        self.middle = middle
        self.low = low
    }
}

extension Address: FieldValue {
    /// Reads `0x` or `\x` and 40 hex digits of either case. The checksum that mixed case may carry (EIP-55) is not verified.
    @inlinable
    public static func parse(_ text: RawSpan, repaired: inout Bool) throws(RejectReason) -> Address {
        try Hex.requirePrefixed(text, digits: 40)
        var faults: UInt64 = 0
        let address = Address(
            high: Hex.word64(text, at: 2, &faults),
            middle: Hex.word64(text, at: 18, &faults),
            low: Hex.word32(text, at: 34, &faults))
        guard faults == 0 else { throw .notHex }
        return address
    }

    /// Reads 20 bytes.
    @inlinable
    public init(from reader: inout WireReader) throws(WireError) {
        let words = try reader.value(of: (UInt64, UInt64, UInt32).self)
        high = words.0.bigEndian
        middle = words.1.bigEndian
        low = words.2.bigEndian
    }

    /// Twenty bytes.
    @inlinable public static var wireWidth: Int? { 20 }
    /// The zero address.
    @inlinable public static var absent: Address { Address(high: 0, middle: 0, low: 0) }

    /// Passes the address to the sink.
    @inlinable
    public func put<Sink: ValueSink & ~Copyable>(into sink: inout Sink) {
        sink.put(self)
    }
}

extension Address {
    /// Appends the 20 bytes.
    @inlinable
    @inline(__always)
    public func write(to writer: inout WireWriter) {
        writer.append(bytesOf: (high.bigEndian, middle.bigEndian, low.bigEndian))
    }

    /// The 20 bytes as three big-endian words, most significant first.
    @inlinable public var words: (UInt64, UInt64, UInt32) { (high, middle, low) }
}

extension Address: CustomStringConvertible {
    /// `0x` and 40 lower-case hex digits.
    public var description: String {
        "0x" + Hex.digits(high, 16) + Hex.digits(middle, 16) + Hex.digits(UInt64(low), 8)
    }
}
