/// Integers of a fixed number of bits, packed from the lowest bit of each byte on. Source: Encodings.md, “RLE”.
enum BitPacking {
    /// Unpacks integers.
    ///
    /// - Parameters:
    ///   - bytes: the packed bytes; at least 16 bytes behind the last packed one may be loaded.
    ///   - firstBit: the place of the first integer, in bits.
    ///   - width: of an integer in bits, from 0 to 64, but at most the bits of `Word`.
    @inline(__always)
    static func unpack<Word: FixedWidthInteger & UnsignedInteger>(
        _ bytes: UnsafeRawPointer, from firstBit: Int, width: Int, count: Int, into words: UnsafeMutablePointer<Word>
    ) {
        guard width > 0 else {
            words.update(repeating: 0, count: count)
            return
        }
        let mask = UInt64.max &>> UInt64(64 &- width)
        var bit = firstBit
        // Eight bytes from the first byte of an integer hold 57 bits of it at least.
        if width <= 57 {
            for index in 0..<count {
                words[index] = Word(truncatingIfNeeded: load(bytes, bit) & mask)
                bit &+= width
            }
        } else {
            for index in 0..<count {
                let low = load(bytes, bit)
                let shift = UInt64(bit & 7)
                let next = UInt64((bytes + (bit &>> 3 &+ 8)).load(as: UInt8.self))
                // A shift by 64, when the integer starts at a byte, leaves nothing.
                words[index] = Word(truncatingIfNeeded: (low | next << (64 - shift)) & mask)
                bit &+= width
            }
        }
    }

    @inline(__always)
    private static func load(_ bytes: UnsafeRawPointer, _ bit: Int) -> UInt64 {
        UInt64(littleEndian: (bytes + bit &>> 3).loadUnaligned(as: UInt64.self)) &>> UInt64(bit & 7)
    }
}
