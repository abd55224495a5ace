import Parquet
import TestData
import Testing

/// Rows over several columns, from any row on.
struct RowReaderTests {
    /// Pages of different sizes: 5,000 integers in pages of 700, texts in pages of 1,100, every third one null.
    private func file() -> ParquetTestFile {
        let numbers = stride(from: 0, to: 5000, by: 700).map { start in
            let values = (start..<min(start + 700, 5000)).map(Int64.init)
            return ParquetTestPage.data(values.count, ParquetTestBytes.int64s(values))
        }
        let texts = stride(from: 0, to: 5000, by: 1100).map { start in
            let rows = start..<min(start + 1100, 5000)
            let levels = ParquetTestBytes.levels(rows.map { $0 % 3 != 0 })
            return ParquetTestPage.data(
                rows.count, levels + ParquetTestBytes.texts(rows.filter { $0 % 3 != 0 }.map { "t\($0)" }))
        }
        return ParquetTestFile(
            .init(pages: numbers), .init(name: "b", type: 6, isOptional: true, pages: texts), rows: 5000)
    }

    private var expected: [[Cell]] {
        (0..<5000).map { [.int(Int64($0)), $0 % 3 == 0 ? .null : .text("t\($0)")] }
    }

    @Test func alignsPagesOfDifferentSizes() {
        let found = Reading(file())
        #expect(found.error == nil)
        #expect(found.rows == expected)
    }

    @Test(arguments: [1, 699, 700, 701, 1050, 1100, 2047, 2048, 2199, 4999, 5000]) func startsAtAnyRow(_ row: Int) {
        #expect(Reading(file(), from: Int64(row)).rows == Array(expected[row...]))
    }

    @Test func readsEachRowGroup() {
        var file = file()
        file.groupCount = 3
        let bytes = file.bytes
        #expect(Reading(bytes, group: 2).rows == expected)
    }

    @Test func readsNoRowsOfAnEmptyGroup() {
        let found = Reading(ParquetTestFile(.init(pages: []), rows: 0))
        #expect(found.rows.isEmpty && found.error == nil)
    }

    @Test func countsRowsWithoutColumns() throws {
        let file = try ParquetFile(ParquetBytes(file().bytes))
        var reader = try file.rows(ofGroup: 0, columns: [])
        var count = 0
        while try reader.advance() { count += 1 }
        #expect(count == 5000)
    }

    @Test func doesNotReadPagesBeforeTheFirstRow() throws {
        let bytes = file().bytes
        var limits = ParquetLimits()
        limits.readBytes = 1024
        let source = CountingSource(bytes)
        let file = try ParquetFile(source, limits: limits)
        source.count = 0
        var reader = try file.rows(ofGroup: 0, columns: [0], from: 4990)
        _ = try reader.advance()
        #expect(reader.int64(0) == 4990)
        #expect(source.count < 20_000)
    }

    @Test func passesErrorsOfTheSourceThrough() throws {
        let source = CountingSource(file().bytes)
        let file = try ParquetFile(source)
        source.isBroken = true
        var reader = try file.rows(ofGroup: 0, columns: [0, 1])
        for _ in 0..<2 {
            do throws(ParquetFailure<CountingSource.Broken>) {
                _ = try reader.advance()
                Issue.record("no error")
            } catch {
                guard case .source(CountingSource.Broken.pipe) = error else {
                    Issue.record("another error: \(error)")
                    return
                }
            }
        }
    }

    @Test func refusesFilesThatBecomeShorter() {
        let source = CountingSource(file().bytes)
        source.isShort = true
        #expect(throws: (any Error).self) { try ParquetFile(source) }
    }

    @Test func neverFailsButWithAnError() {
        let bytes = ParquetTestFile(
            .init(
                type: 6, isOptional: true,
                pages: [
                    ParquetTestPage.data(
                        3,
                        ParquetTestBytes.levels([true, false, true])
                            + ParquetTestBytes.texts(["a", "bc"]))
                ]), rows: 3
        ).bytes
        for place in bytes.indices {
            for change: UInt8 in [1, 0x80, 0xFF] {
                var changed = bytes
                changed[place] ^= change
                #expect(EveryValue(of: changed, rows: 100).values <= 1000)
            }
            _ = EveryValue(of: Array(bytes[..<place]))
        }
    }
}

/// Bytes that count how many of them are read.
private final class CountingSource: ParquetSource {
    enum Broken: Error { case pipe }

    private let bytes: ParquetBytes
    var count = 0
    var isBroken = false
    var isShort = false

    init(_ bytes: [UInt8]) { self.bytes = ParquetBytes(bytes) }

    var size: UInt64 { bytes.size }

    func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(Broken) -> Int {
        guard !isBroken else { throw .pipe }
        guard !isShort else { return 0 }
        let part = bytes.read(at: offset, into: UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(777)))
        count += part
        return part
    }
}
