/// Hex digits to bytes, eight digits at a time.
///
/// Each step works on eight ASCII bytes in one machine word (SWAR), which needs no table and no branch per digit.
public enum Hex {
    /// Checks the length and the `0x` or `\x`.
    @inlinable
    @inline(__always)
    static func requirePrefixed(_ text: RawSpan, digits: Int) throws(RejectReason) {
        guard text.byteCount == digits + 2 else { throw .wrongLength }
        guard isPrefixed(text) else { throw .notHex }
    }

    /// Whether a text of two bytes or more starts with `0x`, or with `\x` as PostgreSQL writes bytes.
    @inlinable
    @inline(__always)
    public static func isPrefixed(_ text: RawSpan) -> Bool {
        let prefix = text.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt16.self).bigEndian
        return prefix == 0x3078 || prefix == 0x5C78
    }

    /// The 16 digits from `offset` on as one number.
    ///
    /// Sets bits of `faults` when one of them is not a hex digit, so that a value of several words is judged once.
    @inlinable
    @inline(__always)
    public static func word64(_ text: RawSpan, at offset: Int, _ faults: inout UInt64) -> UInt64 {
        let high = word32(text, at: offset, &faults)
        let low = word32(text, at: offset + 8, &faults)
        return UInt64(high) << 32 | UInt64(low)
    }

    /// The 8 digits from `offset` on as one number; `faults` as in ``word64(_:at:_:)``.
    @inlinable
    @inline(__always)
    static func word32(_ text: RawSpan, at offset: Int, _ faults: inout UInt64) -> UInt32 {
        let ascii = UInt64(littleEndian: text.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
        return decode(ascii, &faults)
    }

    /// Decodes eight ASCII digits, the first in the least significant byte; sets bits of `faults` when one is no hex digit.
    @inlinable
    @inline(__always)
    static func decode(_ ascii: UInt64, _ faults: inout UInt64) -> UInt32 {
        let tops: UInt64 = 0x8080_8080_8080_8080
        // In every byte: the distance from "0", and from the letter before "a". The sums set the top bit of a byte
        // exactly when its value is out of range. They cannot carry into the next byte, as ASCII leaves the top bit free.
        let fromZero = ascii ^ 0x3030_3030_3030_3030
        let fromLetter = (ascii | 0x2020_2020_2020_2020) ^ 0x6060_6060_6060_6060
        let isDigit = ~(fromZero &+ 0x7676_7676_7676_7676)
        let isLetter = ~(fromLetter &+ 0x7979_7979_7979_7979) & (fromLetter &+ 0x7F7F_7F7F_7F7F_7F7F)
        faults |= (ascii | ~(isDigit | isLetter)) & tops

        var nibbles = (ascii & 0x0F0F_0F0F_0F0F_0F0F) &+ ((isLetter & tops) >> 7) &* 9
        nibbles = (nibbles << 4 | nibbles >> 8) & 0x00FF_00FF_00FF_00FF
        nibbles = (nibbles | nibbles >> 8) & 0x0000_FFFF_0000_FFFF
        return UInt32(truncatingIfNeeded: nibbles | nibbles >> 16).byteSwapped
    }

    /// The 16 lower-case digits of a number as two words, whose bytes in memory are the text.
    @inlinable
    @inline(__always)
    public static func digits(_ number: UInt64) -> SIMD2<UInt64> {
        var values = SIMD2<UInt64>(number >> 32, number & 0xFFFF_FFFF)
        values = (values | values &<< 16) & SIMD2(repeating: 0x0000_FFFF_0000_FFFF)
        values = (values | values &<< 8) & SIMD2(repeating: 0x00FF_00FF_00FF_00FF)
        values = (values | values &<< 4) & SIMD2(repeating: 0x0F0F_0F0F_0F0F_0F0F)
        let isLetter =
            (values &+ SIMD2(repeating: 0x0606_0606_0606_0606)) &>> 4 & SIMD2(repeating: 0x0101_0101_0101_0101)
        // The distance from the character after "9" to "a" is 39.
        let ascii = values &+ SIMD2(repeating: 0x3030_3030_3030_3030) &+ isLetter &* 39
        return SIMD2(ascii[0].bigEndian, ascii[1].bigEndian)
    }

    /// The number as lower-case digits, padded with zeros to `width` where it has fewer.
    public static func digits(_ value: some BinaryInteger, _ width: Int) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// A digit's value, in either case; nil when the character is none.
    @inlinable
    @inline(__always)
    public static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
