/// Hex digits in names of sources: lower-case, so that each value has one spelling.
enum HexText {
    /// Whether a text is so many digits.
    static func isDigits(_ text: String, _ count: Int) -> Bool {
        text.utf8.count == count
            && text.utf8.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            }
    }

    /// Whether a text is 32 bytes.
    static func isHash(_ text: String) -> Bool { isDigits(text, 64) }
}
