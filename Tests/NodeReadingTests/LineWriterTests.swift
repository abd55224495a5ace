import ETLModels
import TestData
import Testing

@testable import NodeReading

struct LineWriterTests {
    private static func line(_ write: (inout LineWriter) -> Void) -> String {
        var memory = [UInt8](repeating: 0xEE, count: 200)
        let end = memory.withUnsafeMutableBytes { memory in
            var line = LineWriter(memory, from: 1)
            write(&line)
            return line.end
        }
        return String(decoding: memory[1..<end], as: UTF8.self)
    }

    @Test func numbersOf64BitsAreInDecimal() {
        var numbers: [UInt64] = [0, .max]
        var power: UInt64 = 1
        for _ in 0..<19 {
            power *= 10
            numbers += [power - 1, power, power + 1]
        }
        for number in numbers { #expect(Self.line { $0.append(decimal: number) } == "\(number)") }
    }

    @Test(arguments: 0..<100 as Range<UInt64>) func numbersOf256BitsAreInDecimalAndInHex(seed: UInt64) {
        var random = SeededGenerator(seed)
        // Of every size, and with limbs of zero.
        let limbs = (0..<4).map { $0 * 100 <= seed * 4 && random.next() % 5 != 0 ? random.next() : 0 }
        let words = HexWords(limbs[3], limbs[2], limbs[1], limbs[0])
        let number = UInt256(limbs: (limbs[0], limbs[1], limbs[2], limbs[3]))
        #expect(Self.line { $0.append(decimal: words) } == "\(number)")
        let digits = limbs.reversed().map { Hex.digits($0, 16) }.joined()
        #expect(Self.line { $0.append(hash: words) } == digits)
        #expect(Self.line { $0.append(address: words) } == digits.suffix(40))
        #expect(words.digits == digits)
    }

    @Test func theLargestNumberHasAllItsDigits() {
        let words = HexWords(.max, .max, .max, .max)
        #expect(Self.line { $0.append(decimal: words) } == UInt256.max.description)
    }
}
