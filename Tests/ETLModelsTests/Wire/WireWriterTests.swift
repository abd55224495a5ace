import TestData
import Testing

@testable import ETLModels

struct WireWriterTests {
    @Test func writesTheMostSignificantByteFirst() {
        var writer = WireWriter(capacity: 0)
        writer.append(UInt8(1))
        writer.append(UInt16(0x0203))
        writer.append(UInt32(0x0405_0607))
        writer.append(Int64(-2))
        #expect(writer.count == 15)
        #expect(writer.finish() == [1, 2, 3, 4, 5, 6, 7, 255, 255, 255, 255, 255, 255, 255, 254])
    }

    @Test func growsWithoutLosingAByte() {
        var random = SeededGenerator(14)
        var expected: [UInt8] = []
        var writer = WireWriter(capacity: 1)
        for _ in 0..<500 {
            let bytes = random.bytes(Int.random(in: 0...300, using: &random))
            writer.append(contentsOf: bytes.span.bytes)
            writer.append(UInt8(7))
            expected += bytes + [7]
        }
        #expect(writer.finish() == expected)
    }

    @Test func replacesANumberInItsPlace() {
        var writer = WireWriter(capacity: 8)
        for byte in UInt8(0)..<8 { writer.append(byte) }
        writer.replace(UInt32(0xAABB_CCDD), at: 4)
        writer.replace(UInt8(9), at: 0)
        #expect(writer.finish() == [9, 1, 2, 3, 0xAA, 0xBB, 0xCC, 0xDD])
    }

    @Test func startsAnewAfterRemoval() {
        var writer = WireWriter(capacity: 8)
        writer.append(UInt64.max)
        writer.removeAll()
        #expect(writer.count == 0)
        writer.append(UInt8(5))
        #expect(writer.finish() == [5])
    }

    @Test func cutsAShortTextThatIsTooLong() throws {
        var writer = WireWriter(capacity: 8)
        writer.append(shortText: String(repeating: "x", count: 70_000))
        let bytes = writer.finish()
        #expect(bytes.count == 2 + 65_535)
        var reader = WireReader(bytes.span.bytes)
        let text = try reader.shortText()
        #expect(text == String(repeating: "x", count: 65_535))
        #expect(reader.remaining == 0)
    }

    @Test func cutsAShortTextBetweenCharacters() throws {
        var writer = WireWriter(capacity: 8)
        writer.append(shortText: "x" + String(repeating: "é", count: 40_000))
        let bytes = writer.finish()
        var reader = WireReader(bytes.span.bytes)
        let text = try reader.shortText()
        #expect(text == "x" + String(repeating: "é", count: 32_767))
    }

    @Test func writesTheLowestBytesOfANumber() {
        var writer = WireWriter(capacity: 0)
        for count in 0...8 { writer.append(0x0102_0304_0506_0708, bytes: count) }
        let expected = (0...8).flatMap { count in (1...8).suffix(count).map { UInt8($0) } }
        #expect(writer.finish() == expected)
    }
}
