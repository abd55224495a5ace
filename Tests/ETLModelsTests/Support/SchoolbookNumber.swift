/// Schoolbook arithmetic on bytes: slow, and independent of the code under test.
enum SchoolbookNumber {
    /// The 32 big-endian bytes of a decimal number; nil if it does not fit.
    static func bytes(ofDecimal text: String) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 32)
        for character in text {
            guard var carry = character.wholeNumberValue else { return nil }
            for place in bytes.indices.reversed() {
                carry += Int(bytes[place]) * 10
                bytes[place] = UInt8(carry % 256)
                carry /= 256
            }
            if carry != 0 { return nil }
        }
        return bytes
    }

    /// The decimal form of a number of big-endian bytes.
    static func decimal(of bytes: [UInt8]) -> String {
        var rest = bytes
        var digits: [Character] = []
        repeat {
            var remainder = 0
            for place in rest.indices {
                remainder = remainder * 256 + Int(rest[place])
                rest[place] = UInt8(remainder / 10)
                remainder %= 10
            }
            digits.append(Character(String(remainder)))
        } while rest.contains { $0 != 0 }
        return String(digits.reversed())
    }
}
