import TestData
import Testing

@testable import ETLModels

struct HexRunTests {
    private static let lowerCase = Array("0123456789abcdef".utf8)

    private func digits(in text: [UInt8], from start: Int = 0) -> Int {
        HexRun.digits(in: text.span.bytes, from: start, to: text.count)
    }

    @Test func onlyLowerCaseDigitsCount() {
        for place in [0, 7, 8, 15, 16, 31, 33] {
            for byte in UInt8.min...UInt8.max {
                var text = [UInt8](repeating: UInt8(ascii: "a"), count: 34)
                text[place] = byte
                #expect(digits(in: text) == (Self.lowerCase.contains(byte) ? 34 : place), "\(byte) at \(place)")
            }
        }
    }

    @Test func onlyLowerCaseDigitsArePacked() {
        for place in [0, 1, 7, 8, 15, 16, 31, 33] {
            for byte in UInt8.min...UInt8.max {
                var text = [UInt8](repeating: UInt8(ascii: "a"), count: 34)
                text[place] = byte
                var packed = WireWriter(capacity: 1)
                let isPacked = HexRun.packIfDigits(text.span.bytes, from: 0, count: 17, into: &packed)
                #expect(isPacked == Self.lowerCase.contains(byte), "\(byte) at \(place)")
                let found = packed.finish()
                #expect(!isPacked || found.elementsEqual(pairs(text)))
            }
        }
    }

    @Test func nothingBehindTheEndIsLookedAt() {
        let text = [UInt8](repeating: UInt8(ascii: "f"), count: 50)
        for end in 0...50 {
            #expect(HexRun.digits(in: text.span.bytes, from: min(3, end), to: end) == max(0, end - 3))
        }
    }

    @Test(arguments: 8...70) func comesBackAsItWas(count: Int) {
        var random = SeededGenerator(UInt64(count))
        for _ in 0..<20 {
            let text = (0..<count * 2).map { _ in Self.lowerCase.randomElement(using: &random) ?? 0 }
            var packed = WireWriter(capacity: 1)
            packed.append(UInt8(7))
            HexRun.pack((text + [0]).span.bytes, from: 0, count: count, into: &packed)
            #expect(packed.count == count + 1)
            let bytes = packed.finish()
            #expect(bytes.dropFirst().elementsEqual(pairs(text)))
            var unpacked = WireWriter(capacity: 1)
            HexRun.unpack(bytes.span.bytes.extracting(1..<count + 1), into: &unpacked)
            #expect(unpacked.finish() == text)
        }
    }

    /// The bytes, converted by the standard library.
    private func pairs(_ text: [UInt8]) -> [UInt8] {
        stride(from: 0, to: text.count, by: 2).compactMap {
            UInt8(String(decoding: text[$0..<$0 + 2], as: UTF8.self), radix: 16)
        }
    }
}
