/// An unsigned 256-bit integer: an amount, a supply or a token id of the Ethereum virtual machine.
public struct UInt256: Hashable, Sendable {
    /// Four 64-bit limbs, the least significant first.
    public let limbs: (UInt64, UInt64, UInt64, UInt64)

    /// Makes a number from its limbs, the least significant first.
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

    /// Reads a number of bytes and then the bytes, the most significant first; that one is not zero.
    @inlinable
    public init(from reader: inout WireReader) throws(WireError) {
        let count = Int(try reader.integer(UInt8.self))
        guard count <= 32 else { throw .malformed("a number has more than 256 bits") }
        let fourth = try reader.integer(bytes: Self.bytes(count, ofLimb: 3))
        let third = try reader.integer(bytes: Self.bytes(count, ofLimb: 2))
        let second = try reader.integer(bytes: Self.bytes(count, ofLimb: 1))
        let first = try reader.integer(bytes: Self.bytes(count, ofLimb: 0))
        limbs = (first, second, third, fourth)
        guard byteCount == count else { throw .malformed("a number starts with a zero") }
    }

    /// Nil: a number takes as many bytes as it needs.
    @inlinable public static var wireWidth: Int? { nil }
    /// Zero.
    @inlinable public static var absent: UInt256 { UInt256(0) }

    /// Passes the number to the sink.
    @inlinable
    public func put<Sink: ValueSink & ~Copyable>(into sink: inout Sink) {
        sink.put(self)
    }
}

extension UInt256 {
    /// Appends the number of significant bytes, none for zero, and the bytes, the most significant first.
    @inlinable
    @inline(__always)
    public func write(to writer: inout WireWriter) {
        let count = byteCount
        writer.append(UInt8(truncatingIfNeeded: count))
        writer.append(limbs.3, bytes: Self.bytes(count, ofLimb: 3))
        writer.append(limbs.2, bytes: Self.bytes(count, ofLimb: 2))
        writer.append(limbs.1, bytes: Self.bytes(count, ofLimb: 1))
        writer.append(limbs.0, bytes: Self.bytes(count, ofLimb: 0))
    }

    /// The number of bytes without leading zero bytes.
    @inlinable var byteCount: Int {
        let (limb, below) =
            limbs.3 != 0 ? (limbs.3, 24) : limbs.2 != 0 ? (limbs.2, 16) : limbs.1 != 0 ? (limbs.1, 8) : (limbs.0, 0)
        return below + (64 - limb.leadingZeroBitCount + 7) / 8
    }

    /// The bytes of a number that are in one of its limbs.
    @inlinable
    @inline(__always)
    static func bytes(_ count: Int, ofLimb limb: Int) -> Int { min(Swift.max(count - 8 * limb, 0), 8) }
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
