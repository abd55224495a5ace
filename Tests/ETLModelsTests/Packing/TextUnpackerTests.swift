import TestData
import Testing

@testable import ETLModels

/// Packed texts that no packer writes.
struct TextUnpackerTests {
    private func error(_ packed: [UInt8], limit: Int = 1000) -> WireError? {
        var unpacker = TextUnpacker()
        var reader = WireReader(packed.span.bytes)
        do throws(WireError) {
            while reader.remaining > 0 { _ = try unpacker.next(&reader, limit: limit) }
            return nil
        } catch {
            return error
        }
    }

    private let text: [UInt8] = [3 << 2, 0, 0, 2, 0x61, 0x62, 0x63]  // "abc"

    @Test func theseBytesAreAText() {
        #expect(error(text) == nil)
        #expect(error(text + [3 << 2, 3, 0]) == nil)
        #expect(error(text + [5 << 2, 2, 3]) == nil)
    }

    @Test func refusesWhatContradictsItself() {
        let forgeries: [[UInt8]] = [
            [3 << 2, 1, 0, 1, 0x61, 0x62],  // shares with nothing
            [3 << 2, 0, 1, 1, 0x61, 0x62], text + [4 << 2, 4, 0], text + [4 << 2, 0, 4],
            text + [3 << 2, 2, 2],  // shares more than there is
            [3 << 2, 0, 0, 1, 0x61, 0x62],  // a text that ends too early
            [3 << 2, 0, 0, 3, 0x61, 0x62, 0x63, 0x64],  // a token beyond the text
            [3 << 2, 0, 0, 0xC2, 0x61, 0x62, 0x63],  // no such token
            [6 << 2, 0, 0, 0x82, 0x61, 0x62, 0x63],  // hex that is too short
            [0x80, 0x80, 0x80, 0x80, 0x80, 0, 0, 0],  // a number that does not end
        ]
        for bytes in forgeries { #expect(error(bytes) != nil, "\(bytes)") }
    }

    @Test func nothingIsUnpackedBeyondTheLimit() {
        #expect(error(text, limit: 3) == nil)
        #expect(error(text, limit: 2) == .malformed("a record is longer than its batch"))
        #expect(error([0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0, 0], limit: 1 << 21) != nil)
    }

    @Test func randomBytesAreTextsOrAnError() {
        var random = SeededGenerator(43)
        for _ in 0..<20_000 { _ = error(random.bytes(Int.random(in: 0...60, using: &random))) }
    }
}
