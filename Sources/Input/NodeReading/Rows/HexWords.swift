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
        let (start, end) = (range.lowerBound, range.upperBound)
        let (second, third, fourth) = (max(start, end - 48), max(start, end - 32), max(start, end - 16))
        guard let lowest = Self.word(text, fourth..<end), let low = Self.word(text, third..<fourth),
            let high = Self.word(text, second..<third), let highest = Self.word(text, start..<second)
        else { return nil }
        self.init(highest, high, low, lowest)
    }

    private static func word(_ text: RawSpan, _ range: Range<Int>) -> UInt64? {
        if range.count == 16 {
            var faults: UInt64 = 0
            let word = Hex.word64(text, at: range.lowerBound, &faults)
            return faults == 0 ? word : nil
        }
        var value: UInt64 = 0
        for offset in range {
            guard let digit = Hex.digit(text.unsafeLoad(fromByteOffset: offset, as: UInt8.self)) else { return nil }
            value = value << 4 | UInt64(digit)
        }
        return value
    }

    /// The last 20 bytes, without regard to what is in front of them.
    var address: HexWords { HexWords(0, second & 0xFFFF_FFFF, third, fourth) }

    /// All 64 digits.
    var digits: String {
        String(unsafeUninitializedCapacity: 64) { text in
            var line = LineWriter(UnsafeMutableRawBufferPointer(text))
            line.append(hash: self)
            return line.end
        }
    }
}
