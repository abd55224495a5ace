extension RawSpan {
    /// The offset of the first quote, backslash or control character at `start` or after it; the span's size if none.
    @inline(__always)
    func nextSpecial(from start: Int) -> Int {
        var position = start
        while position + 8 <= byteCount {
            let word = UInt64(littleEndian: unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self))
            // The top bit of each byte marks a quote, a backslash, or a byte below 0x20. The lowest mark is right; a borrow
            // may set higher ones by mistake, and does not matter.
            let found =
                Self.zeros(word ^ 0x2222_2222_2222_2222) | Self.zeros(word ^ 0x5C5C_5C5C_5C5C_5C5C)
                | (word &- 0x2020_2020_2020_2020) & ~word & 0x8080_8080_8080_8080
            if found != 0 { return position + found.trailingZeroBitCount / 8 }
            position += 8
        }
        while position < byteCount {
            let byte = byte(at: position)
            if byte == 0x22 || byte == 0x5C || byte < 0x20 { return position }
            position += 1
        }
        return position
    }

    @inline(__always)
    private static func zeros(_ word: UInt64) -> UInt64 {
        (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
    }
}
