import Bus
import Downloads
import ETLModels
import Foundation
import RabbitMQ
import SourceDescriptions
import SourceReading
import Synchronization
import Telemetry
import TestData
import TestSupport
import Testing

@testable import Extraction

/// The extractor on a link to a compressed file.
@Suite(.timeLimit(.minutes(2))) struct LinkTests {
    private static let directory = FileManager.default.temporaryDirectory.path

    /// 60 members, 2 MB, whose records do not compress well.
    static func packed(_ seed: UInt64 = 1) -> FileServer.File {
        var random = SeededGenerator(seed)
        let members = (0..<60).map { number in
            let lines = (0..<1500).map { _ in
                let digits = (0..<3).map { _ in Hex.digits(random.next(), 16) }.joined()
                return "0x\(digits.prefix(40)),s\n"
            }
            return Gzip.member(Array(((number == 0 ? "address,symbol\n" : "") + lines.joined()).utf8))
        }
        return FileServer.File(Array(members.joined()))
    }

    static func job(_ link: String, of file: FileServer.File) throws -> ExtractJob {
        let location = try #require(SourceLink(link))
        let opener = SourcePlaces().opener(for: location)
        let description = try SourceDescription.inspect(path: location.name, opener: opener)
        return ExtractJob(
            id: SourceID(uri: location.name, size: Int64(description.size), modified: description.modified),
            uri: location.name, location: location, kind: .tokens, description: description, batchRecords: 1000,
            start: ExtractJob.Start(sequence: 0, record: 1, position: .start))
    }

    /// The batches of the same file without a server.
    private static func wanted(_ job: ExtractJob, _ file: FileServer.File) throws -> Set<[UInt8]> {
        let opener = LocalBytes(
            path: job.uri, modified: job.description.modified, known: job.description.fingerprint, bytes: file.bytes)
        var slice = try Slice(job, opener: opener)
        var bodies: Set<[UInt8]> = []
        while let batch = try slice.nextBatch() { bodies.insert(batch.message.body) }
        return bodies
    }

    private static func extract(
        _ jobs: [ExtractJob], _ bus: TestBus, places: SourcePlaces, count: Int
    ) async throws -> Set<[UInt8]> {
        for job in jobs { try await ExtractHandlerTests.submit(job, bus) }
        let service = try await ExtractHandlerTests.service(bus, bytes: 300_000, workers: 2, places: places)
        let found = try await bus.running(service) { _ in
            let found = try await bus.take(count, from: "etl.transform")
            while bus.logs.lines("Extracted a source").count < jobs.count {
                try await Task.sleep(for: .milliseconds(10))
            }
            return found
        }
        #expect(try await bus.depth(of: "etl.transform") == 0)
        #expect(try await bus.depth(of: "etl.extract.dead") == 0)
        return Set(found.map(\.body))
    }

    @Test(arguments: [0, 1_000_000, 1 << 30]) func everyBatchArrivesWithACacheOfAnySize(limit: Int) async throws {
        let file = Self.packed()
        try await TestBus.with { bus in
            try await FileServer.with {
                file.answer($0)
            } _: { server in
                let job = try Self.job(server.origin + "/a.csv.gz?sig=5ecret", of: file)
                let wanted = try Self.wanted(job, file)
                let before = (bytes: server.sentBytes, requests: server.requests.count)
                let cache = DownloadCache(bytes: limit, directory: Self.directory)
                let found = try await Self.extract(
                    [job], bus, places: SourcePlaces(cache: cache), count: wanted.count)
                #expect(found == wanted)
                let slices = bus.logs.lines("Made a checkpoint").count + 1
                #expect(slices > 3)
                if limit > file.bytes.count {
                    // One byte for each slice, to see the version.
                    #expect(server.sentBytes - before.bytes <= file.bytes.count + slices)
                    #expect(server.requests.count - before.requests == 2 + slices)
                } else {
                    #expect(server.sentBytes - before.bytes > 2 * file.bytes.count)
                }
            }
        }
    }

    @Test func twoLinksAtTheSameTimeAreTransferredOnceEach() async throws {
        let files = [Self.packed(2), Self.packed(3)]
        try await TestBus.with { bus in
            try await FileServer.with { request in
                files[request.uri.hasPrefix("/0") ? 0 : 1].answer(request)
            } _: { server in
                let jobs = try files.enumerated().map { try Self.job(server.origin + "/\($0).gz", of: $1) }
                let wanted = try Set(zip(jobs, files).flatMap { try Self.wanted($0, $1) })
                let before = server.sentBytes
                let cache = DownloadCache(bytes: 1 << 30, directory: Self.directory)
                let found = try await Self.extract(jobs, bus, places: SourcePlaces(cache: cache), count: wanted.count)
                #expect(found == wanted)
                let slices = bus.logs.lines("Made a checkpoint").count + 2
                #expect(server.sentBytes - before <= files[0].bytes.count + files[1].bytes.count + slices)
            }
        }
    }

    @Test func aJobWhoseServerIsAwayWaitsAtTheBroker() async throws {
        let file = Self.packed()
        let export = try Export(records: 100)
        try await TestBus.with { bus in
            let link = try await FileServer.with {
                file.answer($0)
            } _: { server in
                try Self.job(server.origin + "/a.gz", of: file)
            }
            try await ExtractHandlerTests.submit(link, bus)
            try await ExtractHandlerTests.submit(try export.job(batchRecords: 1000), bus)
            // A worker alone: only the file's turn can end.
            let service = try await ExtractHandlerTests.service(bus, bytes: 1 << 40, workers: 1)
            try await bus.running(service) { _ in
                let batch = try #require(try await bus.take(1, from: "etl.transform").first)
                #expect(batch.uri == export.path)
                try await bus.wait(until: "etl.extract.waiting", holds: 1)
                #expect(bus.logs.lines("A job waits, and its worker goes on with others").count == 1)
                // The broker returns it, and it waits again.
                while try await bus.depth(of: "etl.extract.waiting") == 1 {
                    try await Task.sleep(for: .milliseconds(50))
                }
                try await bus.wait(until: "etl.extract.waiting", holds: 1)
            }
            #expect(try await bus.depth(of: "etl.extract") == 0)
            #expect(try await bus.depth(of: "etl.extract.dead") == 0)
        }
    }

    @Test(arguments: [0, 1 << 30]) func aFileThatChangesAfterItsCheckMakesItsJobDead(limit: Int) async throws {
        let old = Self.packed()
        var new = FileServer.File(old.bytes.reversed())
        new.tag = "\"two\""
        try await TestBus.with { [new] bus in
            try await FileServer.with { request in
                // The first is from the inspection here, the next two from the check.
                (request.number < 3 ? old : new).answer(request)
            } _: { server in
                let job = try Self.job(server.origin + "/a.gz", of: old)
                #expect(server.requests.count == 1)
                try await ExtractHandlerTests.submit(job, bus)
                let cache = DownloadCache(bytes: limit, directory: Self.directory)
                let service = try await ExtractHandlerTests.service(
                    bus, bytes: 300_000, places: SourcePlaces(cache: cache))
                let dead = try await bus.running(service) { _ in try await bus.take(1, from: "etl.extract.dead") }
                #expect(dead.first?.headers["etl-reason"] == .string("source-unreadable"))
                #expect(try await bus.depth(of: "etl.transform") == 0)
            }
        }
    }
}

/// The bytes of a file without a server.
private struct LocalBytes: SourceOpener, SourceFile {
    let path: String
    let modified: Int64
    let known: SourceFingerprint?
    let bytes: [UInt8]

    var size: UInt64 { UInt64(bytes.count) }

    func open(_ uri: String) -> any SourceFile { self }

    func checkUnchanged() {}

    func fingerprint() -> SourceFingerprint { known ?? SourceFingerprint(hash: 0) }

    func readSome(at offset: UInt64, into buffer: inout [UInt8], _ range: Range<Int>) -> Int {
        let part = bytes[Int(offset)...].prefix(range.count)
        buffer.replaceSubrange(range.lowerBound..<range.lowerBound + part.count, with: part)
        return part.count
    }
}
