/// The type of a token, in the upper two bits of its first byte. The lower six bits hold a count minus one.
enum TextToken: UInt8 {
    /// The text itself; the count is that of its bytes.
    case literal = 0
    /// `0x` and the hex digits of the bytes that follow; the count is that of the bytes.
    case prefixedHex = 1
    /// The hex digits of the bytes that follow; the count is that of the bytes.
    case hex = 2

    /// The highest count.
    static let limit = 64

    /// The token's first byte.
    func byte(_ count: Int) -> UInt8 { rawValue << 6 | UInt8(truncatingIfNeeded: count - 1) }

    /// Reads a token's first byte; nil for an unknown token.
    static func read(_ byte: UInt8) -> (token: TextToken, count: Int)? {
        TextToken(rawValue: byte >> 6).map { ($0, Int(byte & 63) + 1) }
    }
}
