import Parquet
import TestData
import Testing

/// What errors say.
struct ErrorTests {
    @Test func groupsDigitsAndNamesThePlace() {
        let levels = ParquetTestBytes.little(UInt32(1)) + [0]
        let page = ParquetTestPage.data(2_147_483_647, levels)
        var limits = ParquetLimits()
        limits.pageValues = .max
        let file = ParquetTestFile(.init(name: "value", isOptional: true, pages: [page]), rows: 1)
        let expected = """
            column 'value', row group 0, page at byte 4: the page says 2,147,483,647 values, but the row group has only 1 \
            more rows; the 0 rows before it are sound
            """
        #expect(Reading(file, limits: limits).fault == expected)
    }

    @Test func namesTheSettingOfALimit() {
        var limits = ParquetLimits()
        limits.pageBytes = 1000
        let page = ParquetTestPage.data(1, size: 5000, [0])
        let file = ParquetTestFile(.init(name: "v", codec: 6, pages: [page]), rows: 1)
        let expected = """
            column 'v', row group 0, page at byte 4: the file claims 5,000 bytes of page, more than the limit of 1,000 \
            (setting pageBytes)
            """
        #expect(Reading(file, limits: limits).fault == expected)
    }
}
