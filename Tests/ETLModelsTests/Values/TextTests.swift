import ETLModels
import TestData
import Testing

struct TextTests {
    private func repair(_ bytes: [UInt8]) -> (string: String, changed: Bool) {
        TextRepair.repair(bytes.span.bytes)
    }

    @Test(arguments: [
        "x", "a, \"b\"\nc", "NULL", "\\N", "\\.", " ", "\u{1}", "🦄", "木头", "₿ \u{200C}\u{200D}tinyurl", "e\u{301}",
        "\u{FEFF}x", "\u{FFFD}",
        "\u{7F}\u{80}\u{7FF}\u{800}\u{FFFF}\u{10000}\u{10FFFF}",
    ])
    func keepsValidTextByteForByte(_ text: String) throws {
        var repaired = false
        let bytes = Array(text.utf8)
        let value = try Text.parse(bytes.span.bytes, repaired: &repaired)
        #expect(Array(value.string.utf8) == bytes)
        #expect(!repaired)
    }

    @Test func removesNulCharacters() {
        #expect(repair(Array("Build\0\0".utf8)) == ("Build", true))
        #expect(repair(Array("\0a\0b".utf8)) == ("ab", true))
    }

    // The expected values are those of Python: bytes.decode('utf-8', errors='replace').
    @Test(
        arguments: [
            ([0xFF], "\u{FFFD}"), ([0x80], "\u{FFFD}"), ([0xC0, 0x80], "\u{FFFD}\u{FFFD}"),
            ([0xC1, 0xBF], "\u{FFFD}\u{FFFD}"),
            ([0xC3], "\u{FFFD}"), ([0xC3, 0x28], "\u{FFFD}("), ([0xE2, 0x82], "\u{FFFD}"),
            ([0xE2, 0x82, 0x41], "\u{FFFD}A"),
            ([0xE2, 0x28, 0xA1], "\u{FFFD}(\u{FFFD}"), ([0xE0, 0x80, 0xAF], "\u{FFFD}\u{FFFD}\u{FFFD}"),
            ([0xE0, 0xA0], "\u{FFFD}"),
            ([0xED, 0xA0, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}"), ([0xED, 0x9F], "\u{FFFD}"),
            ([0xF0, 0x9F, 0xA6], "\u{FFFD}"),
            ([0xF0, 0x9F, 0x41], "\u{FFFD}A"), ([0xF0, 0x80, 0x80, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
            ([0xF4, 0x90, 0x80, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"), ([0xF4, 0x8F, 0xBF], "\u{FFFD}"),
            ([0xF5, 0x80], "\u{FFFD}\u{FFFD}"), ([0xF8, 0x88, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}"),
            ([0xF1, 0x80, 0x80, 0xE1, 0x80, 0xC2, 0x62, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}b\u{FFFD}"),
            ([0x61, 0xFF, 0xF0, 0x9F, 0xA6, 0x84, 0xFE], "a\u{FFFD}🦄\u{FFFD}"),
        ] as [([UInt8], String)])
    func replacesEachMaximalInvalidSequence(_ bytes: [UInt8], _ expected: String) {
        let (string, changed) = repair(bytes)
        #expect(Array(string.utf8) == Array(expected.utf8))
        #expect(changed)
    }

    @Test func makesNoCharacterOfTheHalvesAroundANul() {
        #expect(repair([0xE2, 0x82, 0x00, 0xAC]) == ("\u{FFFD}\u{FFFD}", true))
        #expect(repair([0x0D, 0x00, 0x0A]) == ("\r\n", true))
    }

    @Test func whatItRepairedNeedsNoFurtherRepair() {
        var random = SeededGenerator(13)
        for _ in 0..<5000 {
            let bytes = random.bytes(Int.random(in: 0...40, using: &random)).map { $0 < 20 ? 0 : $0 }
            let (once, changed) = repair(bytes)
            let again = repair(Array(once.utf8))
            #expect(again == (once, false))
            #expect(changed == (Array(once.utf8) != bytes))
            #expect(!once.utf8.contains(0))
        }
    }

    @Test func nothingLeftIsMissing() {
        #expect(refusal(of: [0, 0, 0], as: Text.self) == .missing)
        #expect(refusal(of: [], as: Text.self) == .missing)
    }

    @Test func neverClearsTheMarkOfAnEarlierRepair() throws {
        var repaired = true
        let bytes = Array("fine".utf8)
        _ = try Text.parse(bytes.span.bytes, repaired: &repaired)
        #expect(repaired)
    }

    @Test func survivesTheWireAtAnyLength() throws {
        for length in [1, 15, 16, 255, 256, 65_535, 65_536, 1 << 20] {
            let text: Text = try parse(String(repeating: "é", count: (length + 1) / 2))
            #expect(try overTheWire(text) == text)
        }
    }

    @Test func refusesEmptyTextOnTheWire() {
        #expect(throws: WireError.self) { try overTheWire(Text.absent) }
    }
}
