import TestData
import Testing

@testable import ETLModels

struct TextPackerTests {
    private func pack(_ texts: [[UInt8]]) -> [UInt8] {
        var packer = TextPacker()
        var packed = WireWriter(capacity: 64)
        for text in texts { packer.pack(text.span.bytes, defect: 0, lines: .unknown, into: &packed) }
        return packed.finish()
    }

    private func unpack(_ packed: [UInt8], _ count: Int) throws(WireError) -> [[UInt8]] {
        var unpacker = TextUnpacker()
        var reader = WireReader(packed.span.bytes)
        var texts: [[UInt8]] = []
        for _ in 0..<count {
            _ = try unpacker.next(&reader, limit: 1 << 21)
            texts.append(unpacker.text.withUnsafeBytes { Array($0) })
        }
        #expect(reader.remaining == 0)
        return texts
    }

    private func expectRoundTrip(_ texts: [[UInt8]]) throws {
        #expect(try unpack(pack(texts), texts.count) == texts)
    }

    @Test func theSameTextAgainTakesFourBytes() {
        let text = Array("0xaa,17,something,2022-08-08 23:06:52 UTC".utf8)
        #expect(
            pack([text, text]) == pack([text]) + [
                UInt8(text.count * 4 & 0x7F | 0x80), UInt8(text.count / 32), UInt8(text.count), 0,
            ])
    }

    @Test func aHashTakesItsBytesAndOneMore() {
        let hash = Array(("0x" + String(repeating: "5f", count: 32)).utf8)
        #expect(pack([hash]) == [0x88, 0x02, 0, 0, 0x40 | 31] + [UInt8](repeating: 0x5F, count: 32))
    }

    @Test func bytesOfPostgreSQLTakeThemselvesAndTheirPrefix() throws {
        let hash = Array((#"\x"# + String(repeating: "5f", count: 32)).utf8)
        #expect(pack([hash]) == [0x88, 0x02, 0, 0, 1, 0x5C, 0x78, 0x80 | 31] + [UInt8](repeating: 0x5F, count: 32))
        // The text before has the backslash at the same place.
        let other = Array((#"\x"# + String(repeating: "a7", count: 32)).utf8)
        #expect(pack([hash, other]).count - pack([hash]).count == 4 + 2 + 1 + 32)
        try expectRoundTrip([hash, other, hash])
    }

    @Test func numbersThatStartOrEndAlikeAreNotTornApart() {
        let digits = String(repeating: "6", count: 40)
        let texts = ["0x6\(digits.dropFirst(2))1,z", "0x6\(digits.dropFirst(2))2,z"].map { Array($0.utf8) }
        // The second text takes four bytes and a token of 20; it shares the part after the number.
        #expect(pack(texts).count - pack([texts[0]]).count == 4 + 1 + 20)
    }

    @Test func whatIsNoLowerCaseHexStaysAsItIs() throws {
        for text in [
            "0x52908400098527886E0F7030069857D2E4169EE7", "0X" + String(repeating: "a", count: 40),
            "x" + String(repeating: "a", count: 40), "0x0123456789abcde", "0x", "x", "0", "", "0x0x0x",
            "0xx0" + String(repeating: "1", count: 64), "café 0x" + String(repeating: "é", count: 20),
        ] {
            try expectRoundTrip([Array(text.utf8)])
        }
    }

    @Test func longNumbersTakeSeveralTokens() throws {
        for digits in [127, 128, 129, 130, 131, 143, 144, 145, 146, 255, 256, 257, 1000, 5001] {
            let text = Array(("data: 0x" + String(repeating: "c", count: digits) + " end").utf8)
            try expectRoundTrip([text, text + text])
            #expect(pack([text]).count < digits / 2 + digits / 100 + 30)
        }
    }

    @Test func anyTextsComeBackAsTheyWere() throws {
        var random = SeededGenerator(41)
        let words = ["0x", #"\x"#, #"\"#, ",", "\"", "x", "0", " ", "\u{e9}", "\n"].map { Array($0.utf8) }
        for _ in 0..<400 {
            var texts: [[UInt8]] = []
            for _ in 0..<Int.random(in: 1...12, using: &random) {
                var text = texts.last.map { Array($0.prefix(Int.random(in: 0...$0.count, using: &random))) } ?? []
                for _ in 0..<Int.random(in: 0...12, using: &random) {
                    switch Int.random(in: 0...3, using: &random) {
                    case 0: text += words.randomElement(using: &random) ?? []
                    case 1:
                        text +=
                            Array((Bool.random(using: &random) ? "0x" : #"\x"#).utf8)
                            + hex(Int.random(in: 0...300, using: &random), &random)
                    case 2: text += random.bytes(Int.random(in: 0...90, using: &random))
                    default: text += texts.last?.suffix(Int.random(in: 0...100, using: &random)) ?? []
                    }
                }
                texts.append(text)
            }
            try expectRoundTrip(texts)
        }
    }

    @Test func textsLargerThanTheWindowComeBackAsTheyWere() throws {
        var random = SeededGenerator(42)
        let texts = (0..<6).map { _ in random.bytes(90_000) + hex(10_000, &random) }
        try expectRoundTrip(texts + [texts[5], texts[0]])
    }

    private func hex(_ count: Int, _ random: inout SeededGenerator) -> [UInt8] {
        Array(random.digits(count, radix: 16).lowercased().utf8)
    }
}
