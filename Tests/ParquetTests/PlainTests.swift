import TestData
import Testing

/// Values in PLAIN, of each type.
struct PlainTests {
    private func read(_ type: Int, length: Int? = nil, _ count: Int, _ body: [UInt8]) -> Reading {
        Reading(
            ParquetTestFile(
                .init(type: type, length: length, pages: [ParquetTestPage.data(count, body)]), rows: Int64(count)))
    }

    @Test func readsIntegers() {
        #expect(read(1, 2, ParquetTestBytes.int32s([-1, .max])).column == .ints([-1, Int(Int32.max)]))
        #expect(read(2, 2, ParquetTestBytes.int64s([.min, 7])).column == .ints([Int.min, 7]))
    }

    @Test func readsFloatingPointNumbersByTheirBits() {
        #expect(read(4, 1, ParquetTestBytes.little(UInt32(0x7FC0_0001))).column == [.float(0x7FC0_0001)])
        #expect(read(5, 1, ParquetTestBytes.little(Double(-0.0).bitPattern)).column == [.double(1 << 63)])
    }

    @Test func readsBooleansFromTheLowestBitOn() {
        let expected = [true, false, true, true, false, false, false, false, true].map(Cell.bool)
        #expect(read(0, 9, [0b0000_1101, 1]).column == expected)
    }

    @Test func readsInt96() {
        let body = ParquetTestBytes.little(UInt64(5)) + ParquetTestBytes.little(UInt32(2_440_588))
        #expect(read(3, 1, body).column == [.int96(5, 2_440_588)])
    }

    @Test func readsByteArraysOfAnyLength() {
        #expect(read(6, 3, ParquetTestBytes.texts(["", "abc", "é"])).column == .texts(["", "abc", "é"]))
    }

    @Test func readsByteArraysOfOneLength() {
        #expect(read(7, length: 2, 2, [1, 2, 3, 4]).column == [.bytes([1, 2]), .bytes([3, 4])])
    }

    @Test func refusesValuesBeyondThePage() {
        #expect(read(2, 2, ParquetTestBytes.int64s([1])).fault.contains("not those of 2 values without nulls"))
        #expect(read(6, 1, ParquetTestBytes.little(UInt32.max)).fault.contains("not those of 1 values without nulls"))
        #expect(read(6, 1, [1, 0]).error != nil)
        #expect(read(0, 9, [0]).error != nil)
        #expect(read(1, 1, []).fault.contains("not those of 1 values without nulls"))
    }
}
