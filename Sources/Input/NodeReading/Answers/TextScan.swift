/// Finds the end of what is plain in a string of JSON, eight bytes at a time.
enum TextScan {
    /// Whether a byte is a quote or a backslash.
    @inline(__always)
    static func endsPlain(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") }

    /// The place of the first quote or backslash, or the end of the bytes.
    @inline(__always)
    static func plainEnd(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        var place = start
        while place + 8 <= bytes.count {
            let word = bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            if has(word, 0x2222_2222_2222_2222) || has(word, 0x5C5C_5C5C_5C5C_5C5C) { break }
            place += 8
        }
        while place < bytes.count, !endsPlain(bytes[place]) { place += 1 }
        return place
    }

    /// Whether a byte of a word is that of a pattern.
    @inline(__always)
    private static func has(_ word: UInt64, _ pattern: UInt64) -> Bool {
        let difference = word ^ pattern
        return (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080 != 0
    }
}
