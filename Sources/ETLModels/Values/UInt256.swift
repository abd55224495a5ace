/// An unsigned 256-bit integer: an amount, a supply or a token id of the Ethereum virtual machine.
public struct UInt256: Hashable, Sendable {
    /// Four 64-bit limbs, the least significant first.
    public let limbs: (UInt64, UInt64, UInt64, UInt64)

    /// Makes a number of its limbs, the least significant first.
    @inlinable
    public init(limbs: (UInt64, UInt64, UInt64, UInt64)) {
        self.limbs = limbs
    }

    /// Makes a number that fits 64 bits.
    @inlinable
    public init(_ value: UInt64) {
        limbs = (value, 0, 0, 0)
    }

    /// Equal when all limbs are.
    @inlinable
    public static func == (left: UInt256, right: UInt256) -> Bool { left.limbs == right.limbs }

    /// Feeds all limbs.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(limbs.0)
        hasher.combine(limbs.1)
        hasher.combine(limbs.2)
        hasher.combine(limbs.3)
    }

    /// 2^256 − 1.
    public static var max: UInt256 { UInt256(limbs: (.max, .max, .max, .max)) }
}

extension UInt256: FieldValue {
    /// Reads an unsigned decimal integer up to 2^256 − 1; leading zeros are allowed.
    @inlinable
    public static func parse(_ text: RawSpan, repaired: inout Bool) throws(RejectReason) -> UInt256 {
        try Decimal.uint256(text)
    }

    /// Reads 32 bytes, the most significant first.
    @inlinable
    public init(from reader: inout WireReader) throws(WireError) {
        let read = try reader.value(of: (UInt64, UInt64, UInt64, UInt64).self)
        limbs = (read.3.bigEndian, read.2.bigEndian, read.1.bigEndian, read.0.bigEndian)
    }

    /// Thirty-two bytes.
    @inlinable public static var wireWidth: Int? { 32 }
    /// Zero.
    @inlinable public static var absent: UInt256 { UInt256(0) }

    /// Hands the number to the sink.
    @inlinable
    public func put<Sink: ValueSink & ~Copyable>(into sink: inout Sink) {
        sink.put(self)
    }
}

extension UInt256 {
    /// Appends 32 bytes, the most significant first.
    @inlinable
    public func write(to writer: inout WireWriter) {
        writer.append(bytesOf: (limbs.3.bigEndian, limbs.2.bigEndian, limbs.1.bigEndian, limbs.0.bigEndian))
    }
}

extension UInt256: CustomStringConvertible {
    /// The number in decimal.
    public var description: String {
        let chunkBase: UInt64 = 10_000_000_000_000_000_000
        var rest = self
        var chunks: [UInt64] = []
        repeat {
            let division = rest.dividedBy(chunkBase)
            rest = division.quotient
            chunks.append(division.remainder)
        } while rest != UInt256(0)
        var text = String(chunks[chunks.count - 1])
        for chunk in chunks.dropLast().reversed() {
            let digits = String(chunk)
            text += String(repeating: "0", count: 19 - digits.count) + digits
        }
        return text
    }

    func dividedBy(_ divisor: UInt64) -> (quotient: UInt256, remainder: UInt64) {
        let third = divisor.dividingFullWidth((0, limbs.3))
        let second = divisor.dividingFullWidth((third.remainder, limbs.2))
        let first = divisor.dividingFullWidth((second.remainder, limbs.1))
        let last = divisor.dividingFullWidth((first.remainder, limbs.0))
        let quotient = UInt256(limbs: (last.quotient, first.quotient, second.quotient, third.quotient))
        return (quotient, last.remainder)
    }
}
