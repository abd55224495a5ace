internal import ETLModels

/// Writes a line of text into memory that is large enough for it. Allocates nothing.
struct LineWriter {
    private let memory: UnsafeMutableRawBufferPointer
    /// Where the next byte goes.
    private(set) var end: Int

    /// The largest power of ten that fits 64 bits.
    private static let chunk = (digits: 19, base: 10_000_000_000_000_000_000 as UInt64)

    init(_ memory: UnsafeMutableRawBufferPointer, from start: Int = 0) {
        self.memory = memory
        end = start
    }

    mutating func append(_ byte: UInt8) {
        memory[end] = byte
        end += 1
    }

    /// Appends the lower 40 digits.
    mutating func append(address words: HexWords) {
        append(eightDigits: Hex.digits(words.second)[1])
        append(digits: words.third)
        append(digits: words.fourth)
    }

    /// Appends all 64 digits.
    mutating func append(hash words: HexWords) {
        append(digits: words.first)
        append(digits: words.second)
        append(digits: words.third)
        append(digits: words.fourth)
    }

    private mutating func append(digits word: UInt64) {
        let digits = Hex.digits(word)
        append(eightDigits: digits[0])
        append(eightDigits: digits[1])
    }

    private mutating func append(eightDigits: UInt64) {
        memory.storeBytes(of: eightDigits, toByteOffset: end, as: UInt64.self)
        end += 8
    }

    /// Appends a number in decimal.
    mutating func append(decimal number: UInt64) {
        var count = 1
        var bound: UInt64 = 10
        while count < Self.chunk.digits, number >= bound {
            count += 1
            bound *= 10
        }
        if number >= Self.chunk.base { count += 1 }
        append(decimal: number, digits: count)
    }

    /// Appends a number of 256 bits in decimal.
    mutating func append(decimal words: HexWords) {
        guard words.first | words.second | words.third != 0 else { return append(decimal: words.fourth) }
        let base = Self.chunk.base
        let first = base.dividingFullWidth((0, words.first))
        let second = base.dividingFullWidth((first.remainder, words.second))
        let third = base.dividingFullWidth((second.remainder, words.third))
        let fourth = base.dividingFullWidth((third.remainder, words.fourth))
        // At most four times: the number has 78 digits.
        append(decimal: HexWords(first.quotient, second.quotient, third.quotient, fourth.quotient))
        append(decimal: fourth.remainder, digits: Self.chunk.digits)
    }

    /// Appends the last digits of a number, with zeros in front.
    private mutating func append(decimal number: UInt64, digits count: Int) {
        var rest = number
        for place in stride(from: end + count - 1, through: end, by: -1) {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            memory[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit)
            rest = quotient
        }
        end += count
    }
}
