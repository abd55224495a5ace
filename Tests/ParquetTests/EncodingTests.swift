import Parquet
import TestData
import Testing

/// Values in the other encodings. The examples are those of Encodings.md where it has some.
struct EncodingTests {
    private func read(_ type: Int, length: Int? = nil, _ encoding: Int, _ count: Int, _ body: [UInt8]) -> Reading {
        let page = ParquetTestPage.data(count, encoding: encoding, body)
        return Reading(ParquetTestFile(.init(type: type, length: length, pages: [page]), rows: Int64(count)))
    }

    /// A header and one block with one miniblock of 32 values, bit-packed.
    private func deltas(_ first: Int64, smallest: Int64 = 0, width: Int, _ deltas: [UInt64]) -> [UInt8] {
        let count = UInt64(deltas.count + 1)
        let padded = deltas + Array(repeating: 0, count: 32 - deltas.count)
        let header = CompactWriter.varint(32) + [1] + CompactWriter.varint(count) + CompactWriter.zigzag(first)
        guard !deltas.isEmpty else { return header }
        return header + CompactWriter.zigzag(smallest) + [UInt8(width)] + ParquetTestBytes.packed(padded, width: width)
    }

    @Test func readsDifferencesOfIntegers() {
        #expect(read(2, 5, 5, deltas(1, smallest: 1, width: 0, [0, 0, 0, 0])).column == .ints(1...5))
        let falling = deltas(7, smallest: -2, width: 2, [0, 0, 0, 3, 3, 3, 3])
        #expect(read(1, 5, 8, falling).column == .ints([7, 5, 3, 1, 2, 3, 4, 5]))
        #expect(read(2, 5, 1, deltas(-9, width: 0, [])).column == .ints([-9]))
    }

    @Test(arguments: [1, 3, 31, 57, 58, 63, 64]) func readsDifferencesOfAnyWidth(_ width: Int) {
        let largest = UInt64.max >> UInt64(64 - width)
        let values = [largest, 1, largest, largest / 3]
        var (sum, expected): (Int64, [Cell]) = (4, [.int(4)])
        for value in values {
            sum &+= Int64(bitPattern: value)
            expected.append(.int(sum))
        }
        #expect(read(2, 5, 5, deltas(4, width: width, values)).column == expected)
    }

    @Test func wrapsSumsOfDifferences() {
        #expect(read(2, 5, 2, deltas(.max, smallest: 1, width: 0, [0])).column == .ints([Int.max, Int.min]))
        let overflowing = deltas(Int64(Int32.max), smallest: 1, width: 0, [0])
        #expect(read(1, 5, 2, overflowing).column == .ints([Int(Int32.max), Int(Int32.min)]))
    }

    @Test func toleratesMissingPaddingOfTheLastMiniblock() {
        let whole = deltas(0, width: 8, [1, 2, 3])
        #expect(read(2, 5, 4, Array(whole.dropLast(29))).column == .ints([0, 1, 3, 6]))
        #expect(read(2, 5, 4, Array(whole.dropLast(30))).fault.contains("truncated"))
    }

    @Test func refusesImpossibleBlocks() {
        #expect(read(2, 5, 1, [0, 1, 1, 0]).error != nil)
        #expect(read(2, 5, 1, [32, 0, 1, 0]).error != nil)
        #expect(read(2, 5, 1, [33, 2, 1, 0]).error != nil)
        #expect(read(2, 5, 3, deltas(1, width: 0, [0])).fault.contains("not those of 3 values without nulls"))
        #expect(read(2, 5, 2, [32, 1, 2, 0, 0, 65]).fault.contains("more than 64 bits"))
    }

    @Test func readsByteArraysAfterTheirLengths() {
        let body = deltas(5, width: 1, [0, 1, 0]) + Array("HelloWorldFoobarABCDEF".utf8)
        #expect(read(6, 6, 4, body).column == .texts(["Hello", "World", "Foobar", "ABCDEF"]))
        #expect(read(6, 6, 4, Array(body.dropLast())).fault.contains("a value has 6 bytes, but the page has only 5"))
        #expect(read(6, 6, 1, deltas(-1, width: 0, [])).error != nil)
    }

    /// Values in blocks of 64 with two miniblocks, each with another width. The last miniblock may be unused.
    private func blocks(_ values: [Int64]) -> [UInt8] {
        var bytes = CompactWriter.varint(64) + [2] + CompactWriter.varint(UInt64(values.count))
        bytes += CompactWriter.zigzag(values[0])
        let deltas = zip(values.dropFirst(), values).map { UInt64(bitPattern: $0 - $1 + 16) }
        for start in stride(from: 0, to: deltas.count, by: 64) {
            let halves = [start, start + 32].map { Array(deltas.dropFirst($0).prefix(min(32, start + 64 - $0))) }
            bytes += CompactWriter.zigzag(-16) + [5, 9]
            for (half, width) in zip(halves, [5, 9]) where !half.isEmpty {
                bytes += ParquetTestBytes.packed(half + Array(repeating: 0, count: 32 - half.count), width: width)
            }
        }
        return bytes
    }

    @Test(arguments: [33, 65, 66, 97, 129, 1500]) func readsValuesOfSeveralBlocks(_ count: Int) {
        let lengths = (0..<count).map { Int64($0 * 7 % 13) }
        #expect(read(2, 5, count, blocks(lengths)).column == lengths.map(Cell.int))
        let texts = lengths.map { String(repeating: "x", count: Int($0)) }
        let whole = blocks(lengths) + Array(texts.joined().utf8)
        #expect(read(6, 6, count, whole).column == .texts(texts))
        let suffixes = blocks([Int64](repeating: 0, count: count)) + whole
        #expect(read(6, 7, count, suffixes).column == .texts(texts))
    }

    @Test func readsByteArraysThatShareTheirBeginning() {
        let body =
            deltas(0, smallest: -2, width: 3, [4, 0, 5]) + deltas(4, smallest: -2, width: 3, [0, 6, 1])
            + Array("axislebabbleyhood".utf8)
        #expect(read(6, 7, 4, body).column == .texts(["axis", "axle", "babble", "babyhood"]))
    }

    @Test func countsSharedBytesAgainstTheLimitOfTheRowGroup() {
        // Five values of 100,000 bytes in a page of hardly more than one.
        let body =
            deltas(0, smallest: 0, width: 17, [100_000, 0, 0, 0])
            + deltas(
                100_000, smallest: -100_000, width: 17,
                [
                    0, 100_000, 100_000, 100_000,
                ]) + [UInt8](repeating: 65, count: 100_000)
        #expect(read(6, 7, 5, body).rows.count == 5)
        var limits = ParquetLimits()
        limits.groupBytes = 200_000
        let column = ParquetTestFile.Column(type: 6, pages: [ParquetTestPage.data(5, encoding: 7, body)])
        let fault = Reading(ParquetTestFile(column, rows: 5), limits: limits).fault
        #expect(fault.contains("setting groupBytes"), "\(fault)")
    }

    @Test func refusesToShareMoreThanTheLastValueHas() {
        let body = deltas(1, width: 0, []) + deltas(1, width: 0, []) + [65]
        #expect(read(6, 7, 1, body).fault.contains("a value shares 1 bytes with one of 0 bytes"))
    }

    @Test func readsSplitValues() {
        let streams: [UInt8] = [0xAA, 0, 0xA3, 0xBB, 0x11, 0xB4, 0xCC, 0x22, 0xC5, 0xDD, 0x33, 0xD6]
        let expected: [Cell] = [.float(0xDDCC_BBAA), .float(0x3322_1100), .float(0xD6C5_B4A3)]
        #expect(read(4, 9, 3, streams).column == expected)
        let fixed: [Cell] = [.bytes([1, 3, 5]), .bytes([2, 4, 6])]
        #expect(read(7, length: 3, 9, 2, [1, 2, 3, 4, 5, 6]).column == fixed)
        #expect(read(4, 9, 3, Array(streams.dropLast())).error != nil)
    }

    @Test func readsRunsOfBooleans() {
        let runs: [UInt8] = [3 << 1, 1, 1 << 1 | 1, 0b0000_0010]
        let expected = [true, true, true, false, true].map(Cell.bool)
        #expect(read(0, 3, 5, ParquetTestBytes.little(UInt32(4)) + runs).column == expected)
        #expect(read(0, 3, 5, ParquetTestBytes.little(UInt32(5)) + runs).error != nil)
    }

    @Test func refusesEncodingsByName() {
        #expect(read(5, 10, 1, [0]).fault.contains("does not support ALP"))
        #expect(read(5, 77, 1, [0]).fault.contains("does not support encoding 77"))
        #expect(read(6, 5, 1, [0]).fault.contains("DELTA_BINARY_PACKED for values of type byteArray"))
    }
}
