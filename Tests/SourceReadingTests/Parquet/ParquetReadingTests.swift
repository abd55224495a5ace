import ETLModels
import Foundation
import Synchronization
import TestData
import Testing

@testable import SourceDescriptions
@testable import SourceReading

/// Reading a Parquet file as a source: its batches, where they resume, and what damage leaves.
struct ParquetReadingTests {
    private static let id = BatchID(source: SourceID(words: (1, 2)), sequence: 0)

    /// A batch as it is published, and where the next one starts.
    private struct Cut: Equatable {
        let body: [UInt8]
        let batch: CutBatch
    }

    private static func source(_ path: String) throws -> SourceDescription {
        try SourceInspection(path: path).description(for: .tokens)
    }

    /// The batches from a position on, and the error that ends them.
    private static func cuts(
        _ path: String, from position: SourcePosition = .start, source: SourceDescription? = nil, records: Int = 7,
        watch: ReadingWatch = ReadingWatch()
    ) throws -> ([Cut], SourceError?) {
        let source = try source ?? Self.source(path)
        let limits = BatchLimits(records: records)
        var reader = try SourceReader(
            path: path, source: source, from: position, kind: .tokens, limits: limits, watch: watch)
        var builder = RawBatchBuilder(kind: .tokens, layout: source.layout, limits: limits)
        var cuts: [Cut] = []
        do throws(SourceError) {
            while let batch = try reader.nextBatch(into: &builder) {
                let body = builder.finish(
                    id: id, firstRecord: 1, sourceBytes: batch.sourceBytes, isLast: batch.isLast)
                cuts.append(Cut(body: body, batch: batch))
            }
            return (cuts, nil)
        } catch {
            return (cuts, error)
        }
    }

    /// The rows of batches as text.
    private static func lines(_ cuts: [Cut]) throws -> [String] {
        var lines: [String] = []
        for cut in cuts {
            let batch = try RawBatch(cut.body.span.bytes)
            let positions = try ColumnMap(batch.layout, for: .tokens).positions
            var rows = try batch.rows()
            while let row = try rows.next() {
                lines.append(ValueText.line(of: row, .tokens, positions: positions))
            }
        }
        return lines
    }

    /// A file of tokens, some without a name or symbol, in three row groups of 40 rows and pages of 16.
    private static func tokens(_ rows: Int = 40, groups: Int = 3) -> ParquetTestFile {
        let numbers = Array(0..<rows)
        var file = ParquetTestFile(
            table: [
                ParquetTestColumn(
                    "address",
                    .fixed(numbers.map { number in [UInt8](repeating: UInt8(number % 250), count: 20) }, length: 20)),
                ParquetTestColumn("ignored", .int64(numbers.map { Int64($0) })),
                ParquetTestColumn("symbol", texts: numbers.map { $0 % 3 == 0 ? nil : "T\($0)" }),
                ParquetTestColumn("decimals", .int32(numbers.map { Int32($0 % 19) })),
            ], pageRows: 16)
        file.groupCount = groups
        return file
    }

    private static func expected(_ rows: Int = 40, groups: Int = 3) -> [String] {
        (0..<groups).flatMap { _ in
            (0..<rows).map { row in
                let address = "0x" + String(repeating: Hex.digits(row % 250, 2), count: 20)
                return "\(address),,\(row % 3 == 0 ? "" : "T\(row)"),\(row % 19)"
            }
        }
    }

    @Test func hasTheRowsOfAllGroups() throws {
        let file = try TemporaryFile(Self.tokens().bytes)
        let (cuts, error) = try Self.cuts(file.path)
        #expect(error == nil)
        #expect(try Self.lines(cuts) == Self.expected())
        #expect(cuts.reduce(0) { $0 + $1.batch.sourceBytes } == UInt64(Self.tokens().bytes.count))
        #expect(cuts.last?.batch.isLast == true && cuts.dropLast().allSatisfy { !$0.batch.isLast })
    }

    @Test func resumesWhereABatchEnded() throws {
        let file = try TemporaryFile(Self.tokens().bytes)
        let (all, _) = try Self.cuts(file.path)
        for (index, cut) in all.enumerated().dropLast() {
            let (rest, error) = try Self.cuts(file.path, from: cut.batch.next)
            #expect(error == nil)
            #expect(rest == Array(all[(index + 1)...]), "after batch \(index)")
        }
    }

    @Test func aRowGroupIsCheapToReach() throws {
        let file = try TemporaryFile(Self.tokens().bytes)
        let (cuts, _) = try Self.cuts(file.path, records: 20)
        #expect(cuts.map(\.batch.isCheapToReach) == [false, true, false, true, false, true])
        #expect(cuts.map(\.batch.next.skipped) == [20, 40, 60, 80, 100, 0])
    }

    @Test func aFileWithoutRowsIsOneEmptyBatch() throws {
        for file in [Self.tokens(0, groups: 1), Self.tokens(0, groups: 0), Self.tokens(0, groups: 3)] {
            let path = try TemporaryFile(file.bytes)
            let (cuts, error) = try Self.cuts(path.path)
            #expect(error == nil && cuts.map(\.batch.recordCount) == [0])
            #expect(cuts.first?.batch.sourceBytes == UInt64(file.bytes.count))
        }
    }

    @Test func damageLeavesTheRowsBeforeIt() throws {
        var file = Self.tokens()
        // A checksum that is wrong, in the second page of a column; each group has the same pages.
        let body = ParquetTestBytes.int32s((16..<32).map { Int32($0 % 19) })
        file.columns[3].pages[1] = ParquetTestPage.data(
            16, checksum: 1, ParquetTestBytes.levels(Array(repeating: true, count: 16)) + body)
        let path = try TemporaryFile(file.bytes)
        let (cuts, error) = try Self.cuts(path.path)
        #expect(try Self.lines(cuts) == Array(Self.expected().prefix(16)))
        #expect(cuts.allSatisfy { !$0.batch.isLast })
        #expect(cuts.last?.batch.next.skipped == 16)
        let words = error?.fault ?? ""
        #expect(words.hasPrefix("damaged: column 'decimals', row group 0, page at byte "), "\(words)")
        #expect(words.contains("checksum") && words.contains("the 16 rows before it are sound"), "\(words)")
        #expect(error?.mayPass == false)
    }

    @Test(arguments: [
        ([UInt8]("PAR1".utf8), "only 4 bytes"), ([UInt8]("PAR1\u{1}\u{2}xxxxxxxxxxx".utf8), "truncated"),
        ([UInt8]("PAREabcdefghijkPARE".utf8), "encrypted"),
        ([UInt8]("PAR1".utf8) + [0xFF, 0xFF, 0xFF, 0x7F] + [UInt8]("PAR1".utf8), "footer"),
    ])
    func aFileWithoutAFooterIsRefused(bytes: [UInt8], word: String) throws {
        let file = try TemporaryFile(bytes)
        let error = #expect(throws: SourceError.self) { try SourceInspection(path: file.path) }
        #expect(error?.fault.contains(word) == true, "\(error?.fault ?? "")")
    }

    @Test func aFooterBeyondItsLimitNamesTheSetting() throws {
        let file = try TemporaryFile(Self.tokens().bytes)
        var limits = ColumnarLimits()
        limits.footerBytes = 10
        let error = #expect(throws: SourceError.self) {
            try Self.cuts(file.path, watch: ReadingWatch(columnarLimits: limits))
        }
        #expect(error?.fault.contains("raise ETL_PARQUET_FOOTER_BYTES") == true, "\(error?.fault ?? "")")
    }

    @Test func pagesBeyondTheirLimitEndTheSource() throws {
        let file = try TemporaryFile(Self.tokens().bytes)
        var limits = ColumnarLimits()
        limits.groupBytes = 1000
        let (cuts, error) = try Self.cuts(file.path, watch: ReadingWatch(columnarLimits: limits))
        #expect(cuts.isEmpty)
        #expect(error?.fault.contains("raise ETL_PARQUET_GROUP_BYTES") == true, "\(error?.fault ?? "")")
    }

    @Test func anotherFileIsNoticed() throws {
        let file = try TemporaryFile(Self.tokens().bytes)
        let source = try Self.source(file.path)
        // The same size, but another type.
        var other = Self.tokens()
        other.columns[3].type = 4
        other.columns[3].claimedType = 4
        try Data(other.bytes).write(to: URL(fileURLWithPath: file.path))
        #expect(throws: SourceError.self) { try Self.cuts(file.path, source: source) }
    }

    @Test func aSourceOfRowsSurvivesCoding() throws {
        let file = try TemporaryFile(Self.tokens().bytes)
        let source = try Self.source(file.path)
        #expect(source.storages == [.bytes, .absent, .text, .number()])
        let coded = try JSONEncoder().encode(source)
        #expect(try JSONDecoder().decode(SourceDescription.self, from: coded) == source)
    }

    /// A row of a long symbol in each row group.
    private static func groups(_ count: Int, of bytes: Int) -> ParquetTestFile {
        let address = ParquetTestFile.Column(
            name: "address", type: 7, length: 20, pages: [ParquetTestPage.data(1, [UInt8](repeating: 1, count: 20))])
        let symbol = ParquetTestFile.Column(
            name: "symbol", type: 6,
            pages: [
                ParquetTestPage.dictionary(
                    2, ParquetTestBytes.texts(["a", String(repeating: "b", count: bytes)])),
                ParquetTestPage.data(1, encoding: 8, [1, 1 << 1, 0]),
            ])
        var file = ParquetTestFile([address, symbol], rows: 1)
        file.groupCount = count
        file.sharesPages = true
        return file
    }

    @Test func looksWhetherToGoOnBeforeEachRead() throws {
        let file = try TemporaryFile(Self.groups(50, of: 10).bytes)
        let looks = Mutex(0)
        let watch = ReadingWatch { _ in
            looks.withLock { looks in
                looks += 1
                return looks > 60 ? .paused : nil
            }
        }
        let (cuts, error) = try Self.cuts(file.path, records: 1, watch: watch)
        #expect(error?.reason == .interrupted(.paused))
        #expect((5..<50).contains(cuts.count), "\(cuts.count)")
    }

    @Test func pagesThatFewRowsUseAreNotUnlimited() throws {
        let file = try TemporaryFile(Self.groups(300, of: 1 << 20).bytes)
        let limits = TextLimits(ratio: 100, bytes: .max)
        let (cuts, error) = try Self.cuts(file.path, records: 1, watch: ReadingWatch(textLimits: limits))
        #expect(error?.reason == .tooDense(limit: 100), "\(cuts.count) \(error.map { "\($0)" } ?? "no error")")
    }

    @Test func rowsOfNothingAreNotUnlimited() throws {
        // A page of a few bytes can claim any number of nulls.
        let rows = 100_000_000
        let levels = ParquetTestBytes.little(UInt32(6)) + CompactWriter.varint(UInt64(rows) << 1) + [0]
        let page = ParquetTestPage.data(rows, levels + [0])
        let columns = ["address", "symbol"].map {
            ParquetTestFile.Column(name: $0, type: 6, isOptional: true, pages: [page])
        }
        let file = try TemporaryFile(ParquetTestFile(columns, rows: Int64(rows)).bytes)
        let (cuts, error) = try Self.cuts(file.path, records: 100_000, watch: ReadingWatch(textLimits: .usual))
        #expect(error?.reason == .tooDense(limit: 1000), "\(cuts.count) \(error.map { "\($0)" } ?? "no error")")
    }
}
