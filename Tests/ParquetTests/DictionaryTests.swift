import TestData
import Testing

/// Values by their numbers in a dictionary.
struct DictionaryTests {
    private let dictionary = ParquetTestPage.dictionary(3, ParquetTestBytes.texts(["x", "", "zz"]))

    private func read(
        _ pages: [[UInt8]], rows: Int64, _ change: (inout ParquetTestFile.Column) -> Void = { _ in }
    ) -> Reading {
        var column = ParquetTestFile.Column(type: 6, pages: pages)
        change(&column)
        return Reading(ParquetTestFile(column, rows: rows))
    }

    @Test(arguments: [2, 8]) func readsPackedAndRepeatedIndexes(_ encoding: Int) {
        let packed = CompactWriter.varint(3) + ParquetTestBytes.packed([0, 1, 2, 2, 1, 0, 0, 2], width: 2)
        let page = ParquetTestPage.data(11, encoding: encoding, [2] + packed + [3 << 1, 1])
        let expected = ["x", "", "zz", "zz", "", "x", "x", "zz", "", "", ""]
        #expect(read([dictionary, page], rows: 11).column == .texts(expected))
    }

    @Test func readsIndexesWithoutBits() {
        let page = ParquetTestPage.data(2, encoding: 8, [0, 2 << 1])
        #expect(read([dictionary, page], rows: 2).column == .texts(["x", "x"]))
    }

    @Test func findsADictionaryWithoutItsOffset() {
        let page = ParquetTestPage.data(1, encoding: 8, [2, 1 << 1, 2])
        #expect(read([dictionary, page], rows: 1) { $0.dictionaryOffset = 0 }.column == .texts(["zz"]))
    }

    @Test func readsPlainPagesAfterDictionaryPages() {
        let pages = [
            dictionary, ParquetTestPage.data(1, encoding: 8, [2, 1 << 1, 2]),
            ParquetTestPage.data(1, ParquetTestBytes.texts(["plain"])),
        ]
        #expect(read(pages, rows: 2).column == .texts(["zz", "plain"]))
    }

    @Test func refusesIndexesOutsideTheDictionary() {
        let page = ParquetTestPage.data(1, encoding: 8, [2, 1 << 1, 3])
        #expect(read([dictionary, page], rows: 1).fault.contains("number 3 of a dictionary of 3 values"))
        let packed = ParquetTestPage.data(8, encoding: 8, [2, 3, 0xFF, 0xFF])
        #expect(read([dictionary, packed], rows: 8).error != nil)
    }

    @Test func refusesAMissingAndASecondDictionary() {
        let page = ParquetTestPage.data(1, encoding: 8, [2, 1 << 1, 0])
        #expect(read([page], rows: 1).fault.contains("the column chunk has none"))
        #expect(read([dictionary, dictionary, page], rows: 1).fault.contains("a second dictionary"))
    }

    @Test func refusesIndexesOfMoreThan32Bits() {
        #expect(
            read([dictionary, ParquetTestPage.data(1, encoding: 8, [33, 2, 0])], rows: 1).fault.contains("32 bits"))
    }

    @Test func refusesDictionariesOverTheLimit() {
        let page = ParquetTestPage.dictionary(1 << 28, [])
        #expect(read([page], rows: 1).fault.contains("setting dictionaryBytes"))
    }
}
