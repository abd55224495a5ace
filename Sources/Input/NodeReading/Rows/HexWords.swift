internal import ETLModels

/// 32 bytes, or the lower part of them, as four big-endian words.
struct HexWords: Equatable, Sendable {
    var first: UInt64
    var second: UInt64
    var third: UInt64
    var fourth: UInt64

    init(_ first: UInt64, _ second: UInt64, _ third: UInt64, _ fourth: UInt64) {
        (self.first, self.second, self.third, self.fourth) = (first, second, third, fourth)
    }

    /// Reads at most 64 hex digits of either case; the number that they are. Nil if one is no digit.
    init?(_ text: RawSpan, _ range: Range<Int>) {
        guard range.count <= 64 else { return nil }
        self.init(0, 0, 0, 0)
        var end = range.upperBound
        for word in [\HexWords.fourth, \.third, \.second, \.first] {
            let start = max(range.lowerBound, end - 16)
            guard let value = Self.word(text, start..<end) else { return nil }
            self[keyPath: word] = value
            end = start
        }
    }

    private static func word(_ text: RawSpan, _ range: Range<Int>) -> UInt64? {
        var value: UInt64 = 0
        for offset in range {
            guard let digit = Hex.digit(text.unsafeLoad(fromByteOffset: offset, as: UInt8.self)) else { return nil }
            value = value << 4 | UInt64(digit)
        }
        return value
    }

    /// The last 20 bytes, without regard to what is in front of them.
    var address: HexWords { HexWords(0, second & 0xFFFF_FFFF, third, fourth) }

    /// Appends the lower digits.
    func append(_ count: Int, to text: inout [UInt8]) {
        for place in stride(from: count - 1, through: 0, by: -1) {
            let word = place >= 48 ? first : place >= 32 ? second : place >= 16 ? third : fourth
            let digit = UInt8(truncatingIfNeeded: word >> UInt64(place % 16 * 4)) & 15
            text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit)
        }
    }

    /// All 64 digits.
    var digits: String {
        var text: [UInt8] = []
        append(64, to: &text)
        return String(decoding: text, as: UTF8.self)
    }
}
