/// What the upper two bits of a token's first byte say of it. The lower six hold a count less one.
enum TextToken: UInt8 {
    /// So many bytes of text follow.
    case literal = 0
    /// Stands for `0x` and the digits of the bytes that follow, so many of them.
    case prefixedHex = 1
    /// Stands for the digits of the bytes that follow, so many of them.
    case hex = 2

    /// The highest count.
    static let limit = 64

    /// The token's first byte.
    func byte(_ count: Int) -> UInt8 { rawValue << 6 | UInt8(truncatingIfNeeded: count - 1) }

    /// Reads a token's first byte; nil when there is no such token.
    static func read(_ byte: UInt8) -> (token: TextToken, count: Int)? {
        TextToken(rawValue: byte >> 6).map { ($0, Int(byte & 63) + 1) }
    }
}
