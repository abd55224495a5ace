extension CopyWriter {
    /// Writes a `numeric` with no fraction, from 0 to 2^256 - 1.
    ///
    /// On the wire: the number of digits, the weight of the first, the sign and the scale, two bytes each. Then
    /// digits in base 10 000 without the zeros at either end. Source: `numeric_recv`.
    ///
    /// - Parameter limbs: 64 bits each, the least significant first.
    package mutating func numeric(limbs: (UInt64, UInt64, UInt64, UInt64)) {
        reserve(Self.numericHeader + Self.mostDigits * 2)
        if limbs.1 | limbs.2 | limbs.3 != 0 {
            storeWide(limbs)
        } else if limbs.0 < Self.chunk {
            storeChunk(limbs.0)
        } else {
            storeTwoChunks(limbs.0.quotientAndRemainder(dividingBy: Self.chunk))
        }
    }

    /// Four digits in base 10 000.
    private static var chunk: UInt64 { 10_000_000_000_000_000 }
    private static var mostDigits: Int { 20 }
    /// The field's length, then digits, weight, sign and scale.
    private static var numericHeader: Int { 12 }

    private mutating func storeChunk(_ value: UInt64) {
        let digits = Self.digits(of: value)
        let leading = digits.leadingZeroBitCount / 16
        let trailing = value == 0 ? 0 : digits.trailingZeroBitCount / 16
        (next + Self.numericHeader).storeBytes(of: (digits << (16 * UInt64(leading))).bigEndian, as: UInt64.self)
        storeNumericHeader(digits: 4 - leading - trailing, weight: value == 0 ? 0 : 3 - leading)
    }

    /// Stores a number between 10^16 and 2^64, whose high chunk is one digit.
    private mutating func storeTwoChunks(_ chunks: (quotient: UInt64, remainder: UInt64)) {
        let digits = Self.digits(of: chunks.remainder)
        let place = next + Self.numericHeader
        place.storeBytes(of: UInt16(truncatingIfNeeded: chunks.quotient).bigEndian, as: UInt16.self)
        (place + 2).storeBytes(of: digits.bigEndian, as: UInt64.self)
        storeNumericHeader(digits: 5 - digits.trailingZeroBitCount / 16, weight: 4)
    }

    /// Stores a number of 2^64 or more: chunks from the last to the first, then moves the digits up behind the header.
    private mutating func storeWide(_ limbs: (UInt64, UInt64, UInt64, UInt64)) {
        let place = next + Self.numericHeader
        var rest = limbs
        var digitCount = 0
        var trailing = 0
        var leading = 0
        repeat {
            let digits = Self.digits(of: Self.removeChunk(from: &rest))
            if trailing == digitCount { trailing += digits.trailingZeroBitCount / 16 }
            digitCount += 4
            leading = digits.leadingZeroBitCount / 16
            (place + 2 * (Self.mostDigits - digitCount)).storeBytes(of: digits.bigEndian, as: UInt64.self)
        } while rest.0 | rest.1 | rest.2 | rest.3 != 0
        digitCount -= leading
        let first = place + 2 * (Self.mostDigits - digitCount)
        place.copyMemory(from: first, byteCount: 2 * (digitCount - trailing))
        storeNumericHeader(digits: digitCount - trailing, weight: digitCount - 1)
    }

    /// Stores the header before digits that are in place, and advances behind them.
    private mutating func storeNumericHeader(digits: Int, weight: Int) {
        store(UInt32(truncatingIfNeeded: 8 + 2 * digits).bigEndian)
        // Sign and scale are 0.
        store((UInt64(truncatingIfNeeded: digits) << 48 | UInt64(truncatingIfNeeded: weight) << 32).bigEndian)
        next += 2 * digits
    }

    /// The four digits of a number below 10^16, 16 bits each, the first in the highest bits.
    private static func digits(of value: UInt64) -> UInt64 {
        let (high, low) = value.quotientAndRemainder(dividingBy: 100_000_000)
        let (first, second) = high.quotientAndRemainder(dividingBy: 10_000)
        let (third, fourth) = low.quotientAndRemainder(dividingBy: 10_000)
        return first << 48 | second << 32 | third << 16 | fourth
    }

    /// Divides by 10^16 in place and returns the remainder.
    private static func removeChunk(from value: inout (UInt64, UInt64, UInt64, UInt64)) -> UInt64 {
        var remainder: UInt64 = 0
        if value.3 != 0 { (value.3, remainder) = value.3.quotientAndRemainder(dividingBy: chunk) }
        if value.2 | remainder != 0 { (value.2, remainder) = chunk.dividingFullWidth((remainder, value.2)) }
        if value.1 | remainder != 0 { (value.1, remainder) = chunk.dividingFullWidth((remainder, value.1)) }
        (value.0, remainder) = chunk.dividingFullWidth((remainder, value.0))
        return remainder
    }
}
