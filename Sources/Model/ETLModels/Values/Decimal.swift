/// Decimal digits to integers. Every function takes the whole text: digits and nothing else, at least one.
@usableFromInline
enum Decimal {
    /// Reads a number that must not exceed `limit`.
    @inlinable
    static func integer(_ text: RawSpan, limit: UInt64) throws(RejectReason) -> UInt64 {
        let start = try firstSignificantDigit(text)
        // 19 digits always fit 64 bits; the limits in use (2^31 − 1, 2^63 − 1) have no more.
        guard text.byteCount - start <= 19 else { throw try overflow(text, from: start) }
        let value = try digits(text, from: start, to: text.byteCount)
        guard value <= limit else { throw .outOfRange }
        return value
    }

    /// Reads a number of up to 256 bits.
    @inlinable
    static func uint256(_ text: RawSpan) throws(RejectReason) -> UInt256 {
        let start = try firstSignificantDigit(text)
        let length = text.byteCount - start
        if length <= 19 { return UInt256(try digits(text, from: start, to: text.byteCount)) }
        guard length <= 78 else { throw try overflow(text, from: start) }
        var end = start + (length % 19 == 0 ? 19 : length % 19)
        var value = UInt256(try digits(text, from: start, to: end))
        var overflowed = false
        while end < text.byteCount {
            let chunk = try digits(text, from: end, to: end + 19)
            end += 19
            overflowed = value.append(chunk) || overflowed
        }
        guard !overflowed else { throw .outOfRange }
        return value
    }

    /// The position after the leading zeros, at most that of the last digit.
    @inlinable
    static func firstSignificantDigit(_ text: RawSpan) throws(RejectReason) -> Int {
        guard text.byteCount > 0 else { throw .missing }
        var start = 0
        while start < text.byteCount - 1, text.unsafeLoad(fromByteOffset: start, as: UInt8.self) == 0x30 { start += 1 }
        return start
    }

    /// Reads up to 19 digits.
    @inlinable
    static func digits(_ text: RawSpan, from start: Int, to end: Int) throws(RejectReason) -> UInt64 {
        var value: UInt64 = 0
        var position = start
        while position + 8 <= end {
            let ascii = UInt64(littleEndian: text.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self))
            guard let eight = eightDigits(ascii) else { throw .notANumber }
            value = value &* 100_000_000 &+ eight
            position += 8
        }
        while position < end {
            let digit = text.unsafeLoad(fromByteOffset: position, as: UInt8.self) &- 0x30
            guard digit <= 9 else { throw .notANumber }
            value = value &* 10 &+ UInt64(digit)
            position += 1
        }
        return value
    }

    /// Eight ASCII digits in one word, the first in the least significant byte; nil when one of them is no digit.
    ///
    /// Neighbours are joined in three multiplications: digits to pairs, pairs to fours, fours to eight.
    @inlinable
    static func eightDigits(_ ascii: UInt64) -> UInt64? {
        let values = ascii ^ 0x3030_3030_3030_3030
        guard (values | (values &+ 0x7676_7676_7676_7676)) & 0x8080_8080_8080_8080 == 0 else { return nil }
        let pairs = (values &* 10 &+ values >> 8) & 0x00FF_00FF_00FF_00FF
        let fours = (pairs &* 100 &+ pairs >> 16) & 0x0000_FFFF_0000_FFFF
        return (fours &* 10_000 &+ fours >> 32) & 0xFFFF_FFFF
    }

    /// The reason to reject a text with too many digits: it is too large, or has a character that is not a digit.
    @usableFromInline
    static func overflow(_ text: RawSpan, from start: Int) throws(RejectReason) -> RejectReason {
        for position in start..<text.byteCount
        where text.unsafeLoad(fromByteOffset: position, as: UInt8.self) &- 0x30 > 9 {
            return .notANumber
        }
        return .outOfRange
    }
}

extension UInt256 {
    /// Appends 19 decimal digits: multiplies by 10^19 and adds. True when the result does not fit.
    @inlinable
    mutating func append(_ chunk: UInt64) -> Bool {
        let base: UInt64 = 10_000_000_000_000_000_000
        var carry = chunk
        func step(_ limb: UInt64) -> UInt64 {
            let product = limb.multipliedFullWidth(by: base)
            let sum = product.low.addingReportingOverflow(carry)
            carry = product.high &+ (sum.overflow ? 1 : 0)
            return sum.partialValue
        }
        self = UInt256(limbs: (step(limbs.0), step(limbs.1), step(limbs.2), step(limbs.3)))
        return carry != 0
    }
}
