import Bus
import Downloads
import Logging
import ServiceSettings
import SourceDescriptions
import SourceReading
import Synchronization
import Telemetry
import TestData
import TestSupport
import Testing

@testable import Extraction

/// The extractor on links whose servers accept a request and send nothing.
@Suite(.timeLimit(.minutes(2))) struct HungLinkTests {
    @Test func linksThatHangLeaveAWorkerForFiles() async throws {
        let file = LinkTests.packed()
        let export = try Export(records: 100)
        try await TestBus.with { bus in
            try await Self.withServer(of: file) { server, hang in
                let links = try (0..<3).map { try LinkTests.job(server.origin + "/\($0).gz", of: file) }
                hang()
                for link in links { try await ExtractHandlerTests.submit(link, bus) }
                try await ExtractHandlerTests.submit(try export.job(batchRecords: 1000), bus)
                let service = try await ExtractHandlerTests.service(bus, bytes: 1 << 40, workers: 2)
                try await bus.running(service) { _ in
                    let batch = try #require(try await bus.take(1, from: "etl.transform").first)
                    #expect(batch.uri == export.path)
                    // One link is in a worker's hand; the others wait at the broker.
                    #expect(try await bus.depth(of: "etl.extract.waiting") > 0)
                }
                #expect(try await bus.depth(of: "etl.extract.dead") == 0)
            }
        }
    }

    @Test func aStopGivesTheJobOfAHungLinkBack() async throws {
        let file = LinkTests.packed()
        try await TestBus.with { bus in
            try await Self.withServer(of: file) { server, hang in
                let job = try LinkTests.job(server.origin + "/a.gz", of: file)
                hang()
                let before = server.requests.count
                try await ExtractHandlerTests.submit(job, bus)
                let service = try await ExtractHandlerTests.service(bus, bytes: 1 << 40, workers: 2)
                try await bus.running(service) { _ in
                    while server.requests.count == before { try await Task.sleep(for: .milliseconds(10)) }
                }
                // By way of the waiting queue, its source would count as unavailable.
                #expect(bus.logs.lines("A job waits, and its worker goes on with others").isEmpty)
                try await bus.wait(until: "etl.extract", holds: 1)
            }
        }
    }

    /// A server that accepts and does not answer stands for a file system that does not: both hold up the opening.
    @Test func aHungOpeningIsNoProgressOnItsSource() async throws {
        let file = LinkTests.packed()
        try await TestBus.with { bus in
            try await Self.withServer(of: file) { server, hang in
                let job = try LinkTests.job(server.origin + "/a.gz", of: file)
                hang()
                try await ExtractHandlerTests.submit(job, bus)
                let activity = ReadingActivity(patience: .milliseconds(50))
                let service = try await ExtractHandlerTests.service(bus, bytes: 1 << 40, activity: activity)
                let reason = try await bus.running(service) { _ in try await Self.complaint(of: activity) }
                #expect(reason.hasPrefix("no progress for ") && reason.hasSuffix(job.uri))
            }
        }
    }

    @Test func anExtractorWaitsForAResponseAsLongAsItsSettingSays() async throws {
        let file = LinkTests.packed()
        try await Self.withServer(of: file) { server, hang in
            let job = try LinkTests.job(server.origin + "/a.gz", of: file)
            hang()
            let settings = try await Settings(flags: [.sourceRequestSeconds: "1"], file: nil, environment: [:])
            let reasons = Mutex<[String]>([])
            let places = try settings.sourcePlaces(roots: [], urls: [], logger: Logger(label: "test")) { retry in
                reasons.withLock { $0.append(retry.reason) }
            }
            #expect(throws: SourceError.self) {
                try SourceDescription.inspect(path: job.uri, opener: places.opener(for: job.location))
            }
            #expect(
                reasons.withLock { $0 } == Array(repeating: "no data from \(server.origin) for 1.0 seconds", count: 2))
        }
    }

    /// Runs a server of a file, which sends no more once `hang` is called.
    private static func withServer(
        of file: FileServer.File, _ body: (_ server: FileServer, _ hang: @Sendable () -> Void) async throws -> Void
    ) async throws {
        let hangs = Mutex(false)
        try await FileServer.with { request in
            var answer = file.answer(request)
            if hangs.withLock({ $0 }) { (answer.sent, answer.end) = (0, .stall) }
            return answer
        } _: { server in
            try await body(server) { hangs.withLock { $0 = true } }
        }
    }

    /// Waits until a worker makes no progress.
    private static func complaint(of activity: ReadingActivity) async throws -> String {
        while true {
            if case .failed(let reason)? = activity.outcomes[ReadingActivity.check] { return reason }
            try await Task.sleep(for: .milliseconds(10))
        }
    }
}
