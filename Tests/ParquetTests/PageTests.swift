import Parquet
import ParquetCodecs
import TestData
import Testing

/// The walk over pages, and their levels.
struct PageTests {
    private func read(
        _ pages: [[UInt8]], rows: Int64, optional: Bool = false, codec: Int = 0, from row: Int64 = 0
    ) -> Reading {
        Reading(ParquetTestFile(.init(isOptional: optional, codec: codec, pages: pages), rows: rows), from: row)
    }

    @Test func readsNullsOfVersion1() {
        let body = ParquetTestBytes.levels([true, false, false, true]) + ParquetTestBytes.int64s([7, 8])
        #expect(
            read([ParquetTestPage.data(4, body)], rows: 4, optional: true).column == [.int(7), .null, .null, .int(8)])
    }

    @Test func readsBitPackedLevels() {
        let body = [0b1001_0000] + ParquetTestBytes.int64s([7, 8])
        let page = ParquetTestPage.data(4, levels: 4, body)
        #expect(read([page], rows: 4, optional: true).column == [.int(7), .null, .null, .int(8)])
        let short = ParquetTestPage.data(300, levels: 4, [0xFF])
        let fault = read([short], rows: 300, optional: true).fault
        #expect(fault.contains("the page says 300 values, more than its 1 bytes can hold"))
    }

    @Test func readsNullsOfVersion2() {
        let page = ParquetTestPage.dataV2(
            3, nulls: 1, levels: ParquetTestBytes.packedLevels([false, true, true]), ParquetTestBytes.int64s([1, 2]))
        #expect(read([page], rows: 3, optional: true).column == [.null, .int(1), .int(2)])
    }

    @Test func readsAPageOfNullsWithoutBytes() {
        let levels = CompactWriter.varint(5 << 1) + [0]
        let page = ParquetTestPage.dataV2(5, nulls: 5, encoding: 8, levels: levels, [])
        let found = read([page], rows: 5, optional: true, codec: 1)
        #expect(found.column == Array(repeating: .null, count: 5))
        #expect(found.error == nil)
    }

    @Test func readsUncompressedPagesOfVersion2InACompressedChunk() {
        let page = ParquetTestPage.dataV2(1, isCompressed: false, ParquetTestBytes.int64s([9]))
        #expect(read([page], rows: 1, codec: 1).column == [.int(9)])
    }

    @Test func skipsIndexPagesAndPagesWithoutRows() {
        let pages = [
            ParquetTestPage.index([1, 2, 3]), ParquetTestPage.data(0, []),
            ParquetTestPage.data(1, ParquetTestBytes.int64s([3])),
            ParquetTestPage.dataV2(0, []), ParquetTestPage.data(1, ParquetTestBytes.int64s([4])),
        ]
        #expect(read(pages, rows: 2).column == .ints([3, 4]))
    }

    @Test func verifiesChecksums() {
        let body = ParquetTestBytes.int64s([5])
        let checksum = body.withUnsafeBytes { PageChecksum.crc32($0) }
        #expect(read([ParquetTestPage.data(1, checksum: checksum, body)], rows: 1).column == .ints([5]))
        let fault = read([ParquetTestPage.data(1, checksum: checksum ^ 1, body)], rows: 1).fault
        #expect(fault.contains("does not match its checksum"))
    }

    @Test func refusesPagesThatEndBeforeTheRows() {
        let found = read([ParquetTestPage.data(1, ParquetTestBytes.int64s([5]))], rows: 3)
        #expect(found.column == .ints([5]))
        #expect(found.fault.contains("end 2 rows before the row group does"))
        #expect(found.error?.soundRows == 1)
    }

    @Test func refusesMoreValuesThanRows() {
        let fault = read([ParquetTestPage.data(2, ParquetTestBytes.int64s([5, 6]))], rows: 1).fault
        #expect(fault.contains("the page says 2 values, but the row group has only 1 more rows"))
        let rows = read([ParquetTestPage.dataV2(2, rows: 1, ParquetTestBytes.int64s([5, 6]))], rows: 2).fault
        #expect(rows.contains("2 values for 1 rows"))
    }

    @Test func refusesLevelsThatAreNeitherPresentNorNull() {
        let levels: [UInt8] = [1 << 1, 2]
        let body = ParquetTestBytes.little(UInt32(2)) + levels + ParquetTestBytes.int64s([1])
        #expect(read([ParquetTestPage.data(1, body)], rows: 1, optional: true).fault.contains("exceeds 1 bits"))
    }

    @Test func namesThePlaceOfDamage() {
        let pages = [ParquetTestPage.data(1, ParquetTestBytes.int64s([5])), ParquetTestPage.data(1, [1])]
        let error = read(pages, rows: 2).error
        #expect(error?.place.column == "a")
        #expect(error?.place.rowGroup == 0)
        #expect(error?.place.page == UInt64(4 + pages[0].count))
        #expect(error?.soundRows == 1)
    }

    @Test func refusesPagesOverTheLimit() {
        var limits = ParquetLimits()
        limits.pageBytes = 7
        let file = ParquetTestFile(.init(pages: [ParquetTestPage.data(1, ParquetTestBytes.int64s([5]))]), rows: 1)
        #expect(Reading(file, limits: limits).fault.contains("setting pageBytes"))
        limits = ParquetLimits()
        limits.pageValues = 0
        #expect(Reading(file, limits: limits).fault.contains("setting pageValues"))
    }
}
