/// A run of lower-case hex digits, packed as one byte for each two digits, so that a hash takes half its text.
///
/// Works on sixteen digits at a time, as two words side by side in a vector register.
enum HexRun {
    /// The minimum number of bytes that one run packs. Shorter runs stay text.
    static let minimum = 8

    /// Two words of eight digits each, or the results of operations on them.
    private typealias Words = SIMD2<UInt64>
    /// Sixteen characters.
    private typealias Bytes = SIMD16<UInt8>

    /// The number of lower-case hex digits from `start` on, up to `end`.
    static func digits(in text: RawSpan, from start: Int, to end: Int) -> Int {
        var position = start
        while position + 16 <= end {
            let faults = faults(in: text.unsafeLoadUnaligned(fromByteOffset: position, as: Words.self))
            if faults[0] | faults[1] != 0 { return position - start + firstFault(faults) }
            position += 16
        }
        while position < end, isDigit(text.unsafeLoad(fromByteOffset: position, as: UInt8.self)) { position += 1 }
        return position - start
    }

    /// Appends the bytes of `2 * count` digits that ``digits(in:from:to:)`` has found; `count` is ``minimum`` or more.
    static func pack(_ text: RawSpan, from start: Int, count: Int, into packed: inout WireWriter) {
        packed.reserve(count)
        var done = 0
        while done + 8 <= count {
            packed.append(bytesOf: bytes(text, at: start + done * 2))
            done += 8
        }
        guard done < count else { return }
        // Writes the last eight bytes again; they overlap the bytes already written.
        packed.overwriteLast(done + 8 - count, thenAppend: bytes(text, at: start + count * 2 - 16))
    }

    /// Appends the bytes of `2 * count` digits, if they are lower-case hex digits; `count` is ``minimum`` or more.
    ///
    /// - Returns: false, with any bytes appended, if they are not.
    static func packIfDigits(_ text: RawSpan, from start: Int, count: Int, into packed: inout WireWriter) -> Bool {
        let digits = text.extracting(start..<start + 2 * count)
        return packed.append(uninitialized: count) { target in
            digits.withUnsafeBytes { source in
                guard let first = source.baseAddress else { return false }
                return pack(first, count, to: target)
            }
        }
    }

    /// Stores the bytes of `2 * count` characters; `count` is ``minimum`` or more.
    ///
    /// - Returns: whether all are lower-case hex digits.
    @inline(__always)
    private static func pack(_ text: UnsafeRawPointer, _ count: Int, to target: UnsafeMutableRawPointer) -> Bool {
        var faults = Bytes(repeating: 0)
        // The last block overlaps the one before.
        if count < 16 {
            var done = 0
            while true {
                let pairs = pairs(of: text.loadUnaligned(fromByteOffset: 2 * done, as: Bytes.self), &faults)
                let bytes = SIMD8<UInt8>(truncatingIfNeeded: pairs)
                target.storeBytes(of: bytes, toByteOffset: done, as: SIMD8<UInt8>.self)
                if done == count - 8 { break }
                done = count - 8
            }
        } else {
            var done = 0
            while true {
                let low = pairs(of: text.loadUnaligned(fromByteOffset: 2 * done, as: Bytes.self), &faults)
                let high = pairs(of: text.loadUnaligned(fromByteOffset: 2 * done + 16, as: Bytes.self), &faults)
                let bytes = Bytes(truncatingIfNeeded: SIMD16<UInt16>(lowHalf: low, highHalf: high))
                target.storeBytes(of: bytes, toByteOffset: done, as: Bytes.self)
                if done == count - 16 { break }
                done = min(done + 16, count - 16)
            }
        }
        let found = unsafeBitCast(faults, to: Words.self)
        return (found[0] | found[1]) & 0x8080_8080_8080_8080 == 0
    }

    /// Appends the digits of all of `bytes`, ``minimum`` of them or more.
    static func unpack(_ bytes: RawSpan, into text: inout WireWriter) {
        text.reserve(bytes.byteCount * 2)
        var done = 0
        while done + 8 <= bytes.byteCount {
            text.append(bytesOf: digits(of: bytes, at: done))
            done += 8
        }
        guard done < bytes.byteCount else { return }
        let last = bytes.byteCount - 8
        text.overwriteLast((done - last) * 2, thenAppend: digits(of: bytes, at: last))
    }
}

extension HexRun {
    // Computed, because a stored constant would cost an initialization check at each use.
    private static var tops: Words { Words(repeating: 0x8080_8080_8080_8080) }
    private static var ones: Words { Words(repeating: 0x0101_0101_0101_0101) }
    private static var nibbles: Words { Words(repeating: 0x0F0F_0F0F_0F0F_0F0F) }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte &- UInt8(ascii: "0") < 10 || byte &- UInt8(ascii: "a") < 6
    }

    /// Sets the top bit of every byte that is not a lower-case hex digit; for the reasoning see ``Hex/decode(_:_:)``.
    @inline(__always)
    private static func faults(in ascii: Words) -> Words {
        let low = ascii & ~tops
        let fromZero = low ^ ones &* 0x30
        let fromLetter = low ^ ones &* 0x60
        let isDigit = ~(fromZero &+ ones &* 0x76)
        let isLetter = ~(fromLetter &+ ones &* 0x79) & (fromLetter &+ ones &* 0x7F)
        return (ascii | ~(isDigit | isLetter)) & tops
    }

    private static func firstFault(_ faults: Words) -> Int {
        let first = faults[0].littleEndian
        return first != 0
            ? first.trailingZeroBitCount / 8 : 8 + faults[1].littleEndian.trailingZeroBitCount / 8
    }

    /// The eight bytes of sixteen digits, in memory order.
    @inline(__always)
    private static func bytes(_ text: RawSpan, at offset: Int) -> UInt64 {
        let ascii = text.unsafeLoadUnaligned(fromByteOffset: offset, as: Words.self)
        let words = Words(ascii[0].littleEndian, ascii[1].littleEndian)
        // A letter has the bit 0x40, and its digit is nine more than its lower half.
        let isLetter = (words &>> 6) & ones
        var values = (words & nibbles) &+ isLetter &<< 3 &+ isLetter
        values = (values &<< 4 | values &>> 8) & Words(repeating: 0x00FF_00FF_00FF_00FF)
        values = (values | values &>> 8) & Words(repeating: 0x0000_FFFF_0000_FFFF)
        let halves = values | values &>> 16
        return (halves[0] & 0xFFFF_FFFF | halves[1] &<< 32).littleEndian
    }

    /// The eight bytes of sixteen characters, in memory order, each in a word. Sets the top bit of a byte of `faults` for each
    /// character that is not a lower-case hex digit.
    @inline(__always)
    private static func pairs(of ascii: Bytes, _ faults: inout Bytes) -> SIMD8<UInt16> {
        let fromZero = ascii &- Bytes(repeating: 0x30)
        let fromLetter = ascii &- Bytes(repeating: 0x61)
        // Nine, and five, are the largest numbers that do not reach the top bit.
        faults |=
            (fromZero | (fromZero &+ Bytes(repeating: 0x76))) & (fromLetter | (fromLetter &+ Bytes(repeating: 0x7A)))
        let pairs = unsafeBitCast(ascii, to: SIMD8<UInt16>.self)
        // A letter has the bit 0x40, and its digit is nine more than its lower half.
        let isLetter = pairs &>> 6 & SIMD8(repeating: 0x0101)
        let values = (pairs & SIMD8(repeating: 0x0F0F)) &+ isLetter &<< 3 &+ isLetter
        // On a little-endian machine, as all of Swift's are, the first digit of a pair is in the lower half of its word.
        return (values &<< 4 | values &>> 8) & SIMD8(repeating: 0x00FF)
    }

    /// The sixteen digits of eight bytes, in memory order.
    @inline(__always)
    private static func digits(of bytes: RawSpan, at offset: Int) -> Words {
        let word = UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
        var values = Words(word & 0xFFFF_FFFF, word &>> 32)
        values = (values | values &<< 16) & Words(repeating: 0x0000_FFFF_0000_FFFF)
        values = (values | values &<< 8) & Words(repeating: 0x00FF_00FF_00FF_00FF)
        values = (values &>> 4 | values &<< 8) & nibbles
        let isLetter = ((values &+ ones &* 6) &>> 4) & ones
        // The distance from the character after "9" to "a" is 39: 32 + 8 - 1.
        let ascii = values &+ ones &* 0x30 &+ isLetter &<< 5 &+ isLetter &<< 3 &- isLetter
        return Words(ascii[0].littleEndian, ascii[1].littleEndian)
    }
}
