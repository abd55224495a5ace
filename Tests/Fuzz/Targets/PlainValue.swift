/// A simple parser of values for comparison: the canonical form of a text, or nil.
enum PlainValue {
    /// A number in decimal digits, without leading zeros.
    static func number(_ text: [UInt8], limit: String) -> String? {
        guard !text.isEmpty, text.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        let digits = String(decoding: text.drop { $0 == 0x30 }, as: UTF8.self)
        guard !digits.isEmpty else { return "0" }
        let isTooLarge = digits.count == limit.count ? digits > limit : digits.count > limit.count
        return isTooLarge ? nil : digits
    }

    /// `0x` or `\x` and so many digits.
    static func hex(_ text: [UInt8], digits: Int) -> String? {
        guard text.count == digits + 2, text[1] == 0x78, [0x30, 0x5C].contains(text[0]) else { return nil }
        let isHex = text.dropFirst(2).allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
        }
        return isHex ? "0x" + String(decoding: text.dropFirst(2), as: UTF8.self).lowercased() : nil
    }

    /// Any text that is not empty, without NUL characters.
    static func text(_ text: [UInt8]) -> String? {
        var scalars = String(decoding: text, as: UTF8.self).unicodeScalars
        scalars.removeAll { $0.value == 0 }
        return scalars.isEmpty ? nil : String(scalars)
    }
}
