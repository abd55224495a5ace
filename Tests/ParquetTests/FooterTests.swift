import Parquet
import TestData
import Testing

/// Footers that contradict themselves, the file or the format.
struct FooterTests {
    private func sound() -> ParquetTestFile {
        ParquetTestFile(.init(pages: [ParquetTestPage.data(2, ParquetTestBytes.int64s([1, 2]))]), rows: 2)
    }

    private func fault(_ change: (inout ParquetTestFile) -> Void) -> String {
        var file = sound()
        change(&file)
        return Reading(file).fault
    }

    @Test func readsASoundFile() {
        #expect(Reading(sound()).column == .ints([1, 2]))
        #expect(fault { $0.claimedRows = 0 } == "no error")
    }

    @Test func refusesOtherFiles() {
        for bytes in [[], Array("PAR1PAR1".utf8), [UInt8](repeating: 0, count: 100)] {
            #expect(Reading(bytes).fault.contains("not a Parquet file"))
        }
        #expect(Reading(sound().bytes + [0]).fault.contains("does not end with PAR1"))
        #expect(Reading(Array(sound().bytes.dropFirst())).fault.contains("does not begin with PAR1"))
    }

    @Test func refusesEncryptedFilesByName() {
        let bytes = Array(sound().bytes.dropLast(4)) + Array("PARE".utf8)
        #expect(Reading(bytes).error?.reason == .encrypted)
        #expect(fault { $0.columns[0].isEncrypted = true }.contains("column 'a', row group 0: the data is encrypted"))
    }

    @Test func refusesFootersBeyondTheFileOrTheLimit() {
        var bytes = sound().bytes
        bytes.replaceSubrange(bytes.count - 8..<bytes.count - 4, with: [0xFF, 0xFF, 0xFF, 0xFF])
        #expect(Reading(bytes).fault.contains("the footer claims 4,294,967,295 bytes, more than the file has"))
        var limits = ParquetLimits()
        limits.footerBytes = 10
        #expect(Reading(sound(), limits: limits).fault.contains("setting footerBytes"))
        limits = ParquetLimits()
        limits.schemaElements = 1
        #expect(Reading(sound(), limits: limits).fault.contains("setting schemaElements"))
    }

    @Test func refusesListsLongerThanTheFooter() {
        let footer = CompactWriter.structure { footer in
            footer.raw(2, type: 9, [0xFC] + CompactWriter.varint(1 << 60))
        }
        #expect(
            Reading(ParquetTestFile.wrapped(Array("PAR1".utf8), footer: footer)).fault.contains("footer is truncated"))
    }

    @Test func refusesDeepNesting() {
        let depth = 10_000
        let footer = [0x1C] + [UInt8](repeating: 0x1C, count: depth) + [UInt8](repeating: 0, count: depth + 2)
        #expect(
            Reading(ParquetTestFile.wrapped(Array("PAR1".utf8), footer: footer)).fault.contains("nested too deeply"))
    }

    @Test func refusesContradictingNumbersOfRows() {
        #expect(fault { $0.claimedRows = 3 }.contains("claims 3 rows, its row groups have 2"))
        #expect(fault { $0.rows = -1 }.contains("row group 0 has -1 rows"))
        #expect(fault { $0.columns[0].values = 1 }.contains("1 values for 2 rows"))
        let overflow = fault { file in
            file.rows = .max
            file.claimedRows = 1
            file.groupCount = 2
        }
        #expect(overflow.contains("more than 2^63 rows"))
    }

    @Test func refusesChunksOutsideTheFile() {
        #expect(fault { $0.columns[0].dataOffset = 1 << 62 }.contains("but pages end at byte"))
        #expect(fault { $0.columns[0].dataOffset = 3 }.contains("from byte 3 on"))
        #expect(fault { $0.columns[0].claimedBytes = .max }.contains("but pages end at byte"))
        #expect(fault { $0.columns[0].claimedBytes = -1 }.contains("a negative size"))
        #expect(fault { $0.columns[0].dataOffset = -5 }.contains("no offset of its first page"))
    }

    @Test func refusesOtherNumbersOfColumnsThanTheSchemaHas() {
        #expect(fault { $0.missingChunks = 1 }.contains("has 0 columns, the schema 1"))
        #expect(fault { $0.columns[0].claimedType = 1 }.contains("has physical type 1, the schema 2"))
    }

    @Test func refusesUnsupportedFeaturesByName() {
        #expect(fault { $0.columns[0].codec = 3 }.contains("does not support the codec LZO"))
        #expect(fault { $0.columns[0].codec = 99 }.contains("does not support codec 99"))
        #expect(fault { $0.columns[0].otherFile = "b.parquet" }.contains("column chunks in other files"))
    }

    @Test func refusesAnyTruncationOfTheFooter() {
        let bytes = sound().bytes
        let size = Int(bytes[bytes.count - 8]) | Int(bytes[bytes.count - 7]) << 8
        let footer = Array(bytes.dropLast(8).suffix(size))
        let pages = Array(bytes.dropLast(8 + size))
        for count in footer.indices {
            #expect(Reading(ParquetTestFile.wrapped(pages, footer: Array(footer[..<count]))).error != nil)
        }
    }

    @Test func endsAtTheFirstChunkBeyondTheSchema() {
        var group: [UInt8] = [0x19, 0xFC] + CompactWriter.varint(1_000_000) + [UInt8](repeating: 0, count: 1_000_000)
        group += [0x26, 2, 0]
        let leaf = CompactWriter.structure { element in
            element.i32(1, 2)
            element.i32(3, 0)
            element.text(4, "a")
        }
        let footer = CompactWriter.structure { footer in
            footer.structures(2, [ParquetTestFile.group("root", children: 1), leaf])
            footer.i64(3, 1)
            footer.structures(4, [group])
        }
        let fault = Reading(ParquetTestFile.wrapped(Array("PAR1".utf8), footer: footer)).fault
        #expect(fault.contains("row group 0 has more than 1 columns, the schema 1"))
    }

    @Test func refusesChunksOfAnotherColumn() {
        #expect(fault { $0.columns[0].path = ["b"] }.contains("the column chunk is that of column 'b'"))
        #expect(fault { $0.columns[0].path = ["a", "b"] }.contains("the column chunk is that of column 'a.b'"))
        #expect(fault { $0.columns[0].path = ["a"] } == "no error")
    }

    @Test func seesThatAnOptionalColumnIsCalledRequired() {
        let levels = ParquetTestBytes.levels([true, true, false, true])
        for body in [ParquetTestBytes.int64s([1, 2, 3]), ParquetTestBytes.int64s([1, 2, 3, 4])] {
            let file = ParquetTestFile(.init(pages: [ParquetTestPage.data(4, levels + body)]), rows: 4)
            #expect(Reading(file).fault.contains("not those of 4 values without nulls"))
        }
        // The levels look like a text, so that there are as many values as rows.
        let texts = ParquetTestPage.data(4, levels + ParquetTestBytes.texts(["x", "y", "z"]))
        let column = ParquetTestFile.Column(type: 6, pages: [texts], nulls: 1)
        #expect(Reading(ParquetTestFile(column, rows: 4)).fault.contains("1 nulls, though no value may be null"))
        let second = ParquetTestPage.dataV2(1, levels: [2, 1], ParquetTestBytes.int64s([1]))
        #expect(
            Reading(ParquetTestFile(.init(pages: [second]), rows: 1)).fault.contains(
                "the page has levels, though no value may be null"))
    }

    @Test func seesBytesBehindTheLastValue() {
        let levels = ParquetTestBytes.levels([true, false])
        let page = ParquetTestPage.data(2, levels + ParquetTestBytes.int64s([1, 2]))
        let file = ParquetTestFile(.init(isOptional: true, pages: [page]), rows: 2)
        #expect(Reading(file).fault.contains("the page has bytes behind its last value"))
        #expect(Reading(file).rows.isEmpty)
    }
}
