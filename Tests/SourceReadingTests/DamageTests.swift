import Compression
import ETLModels
import TestData
import Testing

@testable import SourceDescriptions
@testable import SourceReading

@Suite struct DamageTests {
    static let text = Array("number,text\n".utf8) + (0..<4000).flatMap { Array("\($0),\"line\n\($0 * 7919)\"\n".utf8) }
    static let records = ReferenceCSV.records(text).map(\.text)

    @Test func truncatedGzipYieldsWholeRecordsAndThenTheError() throws {
        var random = SeededGenerator(5)
        let compressed = Gzip.members(Self.text, using: &random)
        var most = 0
        for _ in 0..<40 {
            let count = Int.random(in: 100..<compressed.count, using: &random)
            guard let cut = try Self.extract(Array(compressed[0..<count])) else { continue }
            if let error = cut.error {
                #expect(error.reason == .compressedData(DecompressionError("gzip", .truncated, at: UInt64(count))))
            } else {
                // The cut is between two members, where it is not detectable.
                #expect(cut.cuts.last?.isLast == true)
            }
            #expect(cut.records.map(\.text) == Array(Self.records.prefix(cut.records.count)))
            #expect(cut.error == nil || !cut.cuts.contains { $0.isLast || $0.recordCount == 0 })
            most = max(most, cut.records.count)
        }
        #expect(most > 1000)
    }

    @Test func corruptGzipYieldsTheRecordsInFrontAndThenTheError() throws {
        var random = SeededGenerator(6)
        let intact = Gzip.member(Self.text)
        for _ in 0..<40 {
            var damaged = intact
            damaged[Int.random(in: 500..<damaged.count - 8, using: &random)] ^= 0xFF
            let extraction = try #require(try Self.extract(damaged))
            let error = try #require(extraction.error)
            #expect(error.isDamage)
            #expect(!error.mayPass)
            #expect(error.description.contains("get the file again"))
            #expect(!extraction.cuts.contains { $0.isLast })
        }
    }

    @Test func aTruncatedMemberYieldsTheSameRecordsInPiecesOfAnySize() throws {
        let text = Array("n\n".utf8) + (0..<40).flatMap { Array(String(repeating: "\($0)\n", count: 40).utf8) }
        let compressed = Gzip.member(text)
        for count in 24..<compressed.count {
            let file = try TemporaryFile(Array(compressed[..<count]))
            guard let source = try? SourceDescription.inspect(path: file.path) else { continue }
            let whole = try Extraction(file, source)
            for pieceSize in [1, 2, 3, 7, 40, 300] {
                let cut = try Extraction(file, source, pieceSize: pieceSize)
                #expect(cut.records == whole.records, "\(count) bytes in pieces of \(pieceSize)")
                #expect(cut.error == whole.error)
            }
        }
    }

    @Test func aWrongChecksumIsAnError() throws {
        var damaged = Gzip.member(Self.text)
        damaged[damaged.count - 5] ^= 1
        let extraction = try #require(try Self.extract(damaged))
        #expect(extraction.records.count == Self.records.count)
        guard case .compressedData(let error)? = extraction.error?.reason,
            error.reason == .corrupt("incorrect data check")
        else {
            Issue.record("the error is \(String(describing: extraction.error))")
            return
        }
    }

    @Test func somethingBehindTheGzipDataIsAnError() throws {
        let compressed = Gzip.member(Self.text)
        let extraction = try #require(try Self.extract(compressed + [0, 0, 7]))
        #expect(extraction.records.count == Self.records.count)
        let offset = UInt64(compressed.count + 2)
        #expect(extraction.error?.reason == .compressedData(DecompressionError("gzip", .trailingBytes, at: offset)))
    }

    @Test func theErrorComesAgain() throws {
        let file = try TemporaryFile(Array(Gzip.member(Self.text).dropLast(20)))
        let source = try SourceDescription.inspect(path: file.path)
        let limits = BatchLimits(records: 100_000)
        var reader = try SourceReader(path: file.path, source: source, limits: limits)
        var builder = RawBatchBuilder(kind: .tokens, layout: source.layout, limits: limits)
        let cut = try #require(try reader.nextBatch(into: &builder))
        #expect(cut.recordCount > 3000 && !cut.isLast)
        _ = builder.finish(
            id: BatchID(source: SourceID(words: (0, 0)), sequence: 0), firstRecord: 1, sourceBytes: 1, isLast: false)
        for _ in 0..<3 {
            #expect(throws: SourceError.self) { try reader.nextBatch(into: &builder) }
        }
    }

    @Test(arguments: UInt64(0)..<60)
    func anyBytesAreReadOrRefused(seed: UInt64) throws {
        var random = SeededGenerator(seed)
        let start: [[UInt8]] = [
            [], [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3], Array("a,b\n".utf8), Gzip.member([0x61, 0x0A]),
        ]
        let bytes = (0..<Int.random(in: 0...3000, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random)
        }
        let file = try TemporaryFile(start[Int(seed % 4)] + bytes)
        do {
            let source = try SourceDescription.inspect(path: file.path, kindIsGiven: true)
            let extraction = try Extraction(file, source, recordsPerBatch: 3, pieceSize: 100)
            #expect(extraction.error != nil || extraction.cuts.last?.isLast == true)
        } catch let error as SourceError {
            #expect(!error.description.isEmpty)
        }
    }

    /// Reads a file; nil if its header is unreadable.
    private static func extract(_ bytes: [UInt8]) throws -> Extraction? {
        let file = try TemporaryFile(bytes)
        guard let source = try? SourceDescription.inspect(path: file.path) else { return nil }
        return try Extraction(file, source, recordsPerBatch: 100, pieceSize: 4096)
    }
}
