import ETLModels
import Foundation
import SourceDescriptions
import Synchronization
import TestData
import Testing

@testable import SourceReading

/// Readings that are followed from outside.
@Suite struct ReadingWatchTests {
    /// Pauses before each piece the first time that it is asked.
    private final class Pauses: Sendable {
        private let asked = Mutex(0)

        var count: Int { asked.withLock { $0 } / 2 }

        func next() -> ReadingWatch.Interruption? {
            asked.withLock { asked in
                asked += 1
                return asked % 2 == 1 ? .paused : nil
            }
        }

        func watch(_ wanted: ReadingWatch.Phase) -> ReadingWatch {
            ReadingWatch { phase in phase == wanted ? self.next() : nil }
        }
    }

    @Test(arguments: Compressor.allCases, [false, true])
    func aCheckGoesOnAfterEachPause(_ compressor: Compressor, isDamaged: Bool) throws {
        // Of several megabytes, so that it is read in several pieces.
        var text: [UInt8] = []
        for _ in 0..<40 { text += CompressedSourceTests.text }
        var bytes = compressor.member(text)
        if isDamaged { bytes[bytes.count * 3 / 4] ^= 0xFF }
        let file = try TemporaryFile(bytes)
        // Damage in a small file may be where its header is.
        guard let source = try? SourceDescription.inspect(path: file.path) else { return #expect(isDamaged) }
        let whole = try SourceCheck.verify(path: file.path, source: source)
        let pauses = Pauses()
        var checker = try SourceChecker(
            path: file.path, opener: SourceRoots.everywhere, source: source, watch: pauses.watch(.checking))
        var check = SourceCheck.interrupted
        while check == .interrupted { check = try checker.run() }
        #expect(check == whole)
        #expect(pauses.count > 2)
    }

    @Test(arguments: Compressor.allCases)
    func aReadingGoesOnAfterEachPauseOnItsWay(_ compressor: Compressor) throws {
        let file = try TemporaryFile(compressor.member(CompressedSourceTests.text))
        let source = try SourceDescription.inspect(path: file.path)
        let extraction = try Extraction(file, source, recordsPerBatch: 100, pieceSize: 4096)
        let middle = extraction.batches.count / 2
        let start = try #require(extraction.cuts.dropFirst(middle - 1).first)
        let pauses = Pauses()
        let limits = BatchLimits(records: 100)
        var reader = try SourceReader(
            path: file.path, source: source, from: start.next, limits: limits, watch: pauses.watch(.skipping),
            pieceSize: 4096)
        var builder = RawBatchBuilder(kind: .tokens, layout: source.layout, limits: limits)
        var cuts: [CutBatch] = []
        while cuts.last?.isLast != true {
            do throws(SourceError) {
                guard let cut = try reader.nextBatch(into: &builder) else { break }
                _ = builder.finish(id: Self.id, firstRecord: 1, sourceBytes: 0, isLast: cut.isLast)
                cuts.append(cut)
            } catch {
                guard error.isPause else { throw error }
            }
        }
        #expect(cuts == Array(extraction.cuts.dropFirst(middle)))
        #expect(pauses.count > 0)
    }

    /// Members without text, and padding, of several megabytes. Whoever takes them for one piece is kept there for hours.
    private static func textless(_ compressor: Compressor, _ size: Int) -> [UInt8] {
        let member = compressor.member([])
        return (0..<size / member.count + 1).flatMap { _ in member }
    }

    @Test(arguments: Compressor.allCases)
    func whatHoldsNoTextIsPassedInPieces(_ compressor: Compressor) throws {
        let text = CompressedSourceTests.text
        let file = try TemporaryFile(
            compressor.member(text) + Self.textless(compressor, 3 << 20) + compressor.member(text))
        let source = try SourceDescription.inspect(path: file.path)
        let pauses = Pauses()
        var checker = try SourceChecker(
            path: file.path, opener: SourceRoots.everywhere, source: source, watch: pauses.watch(.checking))
        var check = SourceCheck.interrupted
        while check == .interrupted { check = try checker.run() }
        #expect(check == .passed && pauses.count >= 3)
        // The records behind it are read from any batch's end, and cost as many bytes of the file.
        let extraction = try Extraction(file, source, recordsPerBatch: 100)
        let half = try #require(extraction.cuts.dropFirst(extraction.cuts.count / 2 - 1).first)
        let rest = try Extraction(file, source, from: half.next, recordsPerBatch: 100)
        #expect(rest.cuts == Array(extraction.cuts.dropFirst(extraction.cuts.count / 2)))
    }

    @Test func endlessPaddingSeesItsWatch() throws {
        let file = try TemporaryFile(Compressor.gzip.member(CompressedSourceTests.text))
        try file.extendWithZeros()
        let source = try SourceDescription.inspect(path: file.path)
        let watch = Self.overdueAfterHundredPieces()
        let error = #expect(throws: SourceError.self) {
            try SourceCheck.verify(path: file.path, source: source, watch: watch)
        }
        #expect(error?.reason == .interrupted(.overdue(seconds: 7)))
    }

    @Test func nobodyLooksForAHeaderInEndlessPadding() throws {
        let file = try TemporaryFile(Compressor.gzip.member([]))
        try file.extendWithZeros()
        let error = #expect(throws: SourceError.self) { try SourceDescription.inspect(path: file.path) }
        #expect(error?.reason == .headerTooLong(limit: 64 << 20))
    }

    private static func overdueAfterHundredPieces() -> ReadingWatch {
        let asked = Mutex(0)
        return ReadingWatch { _ in
            asked.withLock { asked in
                asked += 1
                return asked < 100 ? nil : .overdue(seconds: 7)
            }
        }
    }

    private static let id = BatchID(source: SourceID(words: (1, 2)), sequence: 0)

    @Test func passesAnyNumberOfPieces() throws {
        let asked = Mutex(0)
        let watch = ReadingWatch { _ in
            asked.withLock { $0 += 1 }
            return nil
        }
        for _ in 0..<100_000 { try watch.pass(.reading, "/a.csv") }
        #expect(asked.withLock { $0 } == 100_000)
    }

    @Test func anEndlessRecordSeesItsWatch() throws {
        let file = try TemporaryFile(Array("address,symbol\n0x".utf8))
        try file.extendWithZeros()
        let source = try SourceDescription.inspect(path: file.path)
        let watch = Self.overdueAfterHundredPieces()
        let limits = BatchLimits(records: 100)
        var reader = try SourceReader(path: file.path, source: source, limits: limits, watch: watch)
        var builder = RawBatchBuilder(kind: .tokens, layout: source.layout, limits: limits)
        let error = #expect(throws: SourceError.self) { _ = try reader.nextBatch(into: &builder) }
        #expect(error?.reason == .interrupted(.overdue(seconds: 7)))
        #expect(error?.mayPass == false && error?.description.contains("within 7 seconds") == true)
    }

    @Test(arguments: [TextLimits(ratio: 1000, bytes: .max), TextLimits(ratio: .max, bytes: 300 << 20)])
    func aBombIsRefusedBeforeItIsReadToItsEnd(limits: TextLimits) throws {
        // Members of 16 MiB of zeros behind a header: 60 KB that stand for 16 GiB.
        let zeros = Zstd.frame([UInt8](repeating: 0x30, count: 16 << 20))
        var bytes = Zstd.frame(Array("address,symbol\n".utf8))
        for _ in 0..<1024 { bytes += zeros }
        let file = try TemporaryFile(bytes)
        let source = try SourceDescription.inspect(path: file.path)
        let error = #expect(throws: SourceError.self) {
            try SourceCheck.verify(path: file.path, source: source, watch: ReadingWatch(textLimits: limits))
        }
        #expect(error?.description.contains("can stand for terabytes") == true)
        #expect(error?.mayPass == false && error?.isDamage == false)
    }
}
