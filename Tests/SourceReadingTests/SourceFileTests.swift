import Compression
import ETLModels
import Foundation
import TestData
import Testing

@testable import SourceDescriptions
@testable import SourceReading

@Suite struct SourceFileTests {
    static func refusal(of path: String) -> SourceError? {
        do throws(SourceError) {
            _ = try SourceDescription.inspect(path: path)
            return nil
        } catch {
            return error
        }
    }

    @Test func tellsThatThereIsNoFile() {
        let error = Self.refusal(of: "/no/such/file.csv")
        #expect(error?.reason == .notFound)
        #expect(error?.description.hasPrefix("/no/such/file.csv: no such file") == true)
    }

    @Test func aPathThatCanLeadNowhereLeadsToNoFile() throws {
        let name = String(repeating: "n", count: 300)
        let loop = FileManager.default.temporaryDirectory.appendingPathComponent("loop-\(UUID().uuidString)").path
        try FileManager.default.createSymbolicLink(atPath: loop, withDestinationPath: loop)
        defer { try? FileManager.default.removeItem(atPath: loop) }
        for path in ["/\(name)", "/\(name)/a.csv", String(repeating: "/a", count: 3000), loop] {
            #expect(Self.refusal(of: path)?.reason == .notFound)
            #expect(Self.refusal(of: path)?.mayPass == false)
        }
    }

    @Test func refusesADirectory() {
        #expect(Self.refusal(of: FileManager.default.temporaryDirectory.path)?.reason == .isADirectory)
    }

    @Test func refusesAPipeWithoutWaitingForIt() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("pipe-\(UUID().uuidString)").path
        try #require(mkfifo(path, 0o600) == 0)
        defer { unlink(path) }
        #expect(Self.refusal(of: path)?.reason == .notARegularFile)
    }

    @Test func refusesADevice() {
        #expect(Self.refusal(of: "/dev/zero")?.reason == .notARegularFile)
    }

    /// Their size is 0, and each reading may find something else.
    @Test(arguments: ["/proc/version", "/proc/self/maps"])
    func refusesAFileOfTheKernel(path: String) {
        let error = Self.refusal(of: path)
        #expect(error?.reason == .hasNoSize && error?.mayPass == false)
        #expect(error?.fault.hasSuffix("or pipe it: cat \(path) | etl submit -") == true)
    }

    /// Their size is that of a page, whatever they hold.
    @Test(arguments: ["/sys/kernel/uevent_seqnum", "/sys/kernel/mm/transparent_hugepage/enabled"])
    func refusesAFileThatEndsBeforeItsSize(path: String) throws {
        guard let text = FileManager.default.contents(atPath: path) else { return }
        let error = try #require(Self.refusal(of: path))
        #expect(error.reason == .endsBeforeItsSize(4096, end: UInt64(text.count)) && !error.mayPass)
        #expect(error.fault.contains("its size is 4096 bytes and its content ends at \(text.count)"))
        #expect(error.fault.hasSuffix("or pipe it: cat \(path) | etl submit -"))
    }

    @Test func anEmptyFileIsNoneOfTheKernel() throws {
        let file = try TemporaryFile([])
        let source = try SourceDescription.inspect(path: file.path, kindIsGiven: true)
        #expect(source.size == 0 && Self.refusal(of: file.path)?.reason == .noHeader)
    }

    @Test(.enabled(if: getuid() != 0, "root may read everything"))
    func tellsThatItMayNotRead() throws {
        let file = try TemporaryFile("a\n")
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: file.path)
        #expect(Self.refusal(of: file.path)?.reason == .permissionDenied)
    }

    @Test(arguments: [10_413_792_000, -10_000_000_000, 15_000_000_000])
    func readsAFileOfATimeThatDoesNotFitNanoseconds(seconds: Double) throws {
        let file = try TemporaryFile("a\n1\n")
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: seconds)], ofItemAtPath: file.path)
        let source = try SourceDescription.inspect(path: file.path)
        #expect(try Extraction(file, source).texts == ["1"])
    }

    @Test func noticesThatTheFileHasChanged() throws {
        let file = try TemporaryFile("a,b\n1,2\n")
        let source = try SourceDescription.inspect(path: file.path)
        try file.write(Array("a,b\n1,2\n3,4\n".utf8))
        #expect(try Self.openingFails(file, source) == .sizeChanged(expected: 8, found: 12))
        try file.write(Array("b,a\n1,2\n".utf8))
        #expect(try Self.openingFails(file, source) == .contentChanged)
        try file.write(Array("a,b\n2,1\n".utf8))
        #expect(try Self.openingFails(file, source) == .timeChanged)
    }

    @Test func refusesAPositionThatIsNotInTheFile() throws {
        let plain = try TemporaryFile("a,b\n1,2\n")
        let plainSource = try SourceDescription.inspect(path: plain.path)
        #expect(
            try Self.openingFails(plain, plainSource, SourcePosition(stored: 9, skipped: 0)) == .contentChanged)
        let gzip = try TemporaryFile(Gzip.member(Array("a,b\n1,2\n".utf8)))
        let gzipSource = try SourceDescription.inspect(path: gzip.path)
        #expect(try Self.openingFails(gzip, gzipSource, SourcePosition(stored: 0, skipped: 99)) == .contentChanged)
        let inside = try #require(try Self.openingFails(gzip, gzipSource, SourcePosition(stored: 3, skipped: 0)))
        #expect(inside == .compressedData(DecompressionError("gzip", .corrupt("it has another signature"), at: 3)))
    }

    @Test func aFileThatShrinksWhileItIsReadIsAnError() throws {
        let file = try TemporaryFile("a\n" + String(repeating: "123456\n", count: 5000))
        let source = try SourceDescription.inspect(path: file.path)
        let limits = BatchLimits(records: 10)
        var reader = try SourceReader(path: file.path, source: source, from: .start, limits: limits, pieceSize: 1000)
        var builder = RawBatchBuilder(kind: .tokens, layout: source.layout, limits: limits)
        #expect(try reader.nextBatch(into: &builder)?.recordCount == 10)
        truncate(file.path, 5000)
        let failed = #expect(throws: SourceError.self) {
            while try reader.nextBatch(into: &builder) != nil {
                _ = builder.finish(
                    id: BatchID(source: SourceID(words: (0, 0)), sequence: 0), firstRecord: 1, sourceBytes: 0,
                    isLast: false)
            }
        }
        #expect(failed?.reason == .sizeChanged(expected: 35_002, found: 5000))
    }

    @Test func aFileThatIsWrittenToWhileItIsReadIsAnError() throws {
        let text = Array(("a\n" + String(repeating: "123456\n", count: 50)).utf8)
        let file = try TemporaryFile(text)
        let source = try SourceDescription.inspect(path: file.path)
        let limits = BatchLimits(records: 10)
        var reader = try SourceReader(path: file.path, source: source, limits: limits)
        var builder = RawBatchBuilder(kind: .tokens, layout: source.layout, limits: limits)
        let handle = try #require(FileHandle(forWritingAtPath: file.path))
        try handle.write(contentsOf: Data(text))
        // The bytes are the same again, but the reader cannot know which bytes were there in between.
        try FileManager.default.setAttributes([.modificationDate: Date.distantPast], ofItemAtPath: file.path)
        for _ in 0..<2 {
            let failed = #expect(throws: SourceError.self) { _ = try reader.nextBatch(into: &builder) }
            #expect(failed?.reason == .timeChanged)
        }
    }

    private static func openingFails(
        _ file: TemporaryFile, _ source: SourceDescription, _ position: SourcePosition = .start
    ) throws -> SourceError.Reason? {
        do throws(SourceError) {
            _ = try SourceReader(path: file.path, source: source, from: position, limits: BatchLimits(records: 1))
            return nil
        } catch {
            return error.reason
        }
    }
}
