import Bus
import Foundation
import RabbitMQ
import Telemetry
import TestData
import TestSupport
import Testing

@testable import Extraction

/// Sources that take longer than the broker waits for an ack.
extension ExtractHandlerTests {
    @Test(arguments: [1, 2])
    func aCheckAndAMemberMayTakeManyJobs(workers: Int) async throws {
        // 8 MB of text in one member; a job reads a piece of it, or cuts a batch.
        let export = try Export(records: 130_000, gzip: true)
        let job = try export.job(batchRecords: 10_000)
        let wanted = try Self.wanted(job)
        try await TestBus.with { bus in
            try await Self.submit(job, bus)
            let service = try await Self.service(bus, bytes: 1, seconds: 0, workers: workers)
            let found = try await bus.running(service) { _ in
                let found = try await bus.take(wanted.count, from: "etl.transform")
                while bus.logs.lines("Extracted a source").isEmpty { try await Task.sleep(for: .milliseconds(10)) }
                return found
            }
            #expect(Set(found.map(\.id)) == Set(wanted.map(\.id)))
            for message in wanted { #expect(found.first { $0.id == message.id }?.body == message.body) }
            // At least one for each piece of the check but the last, one after it, and one for each batch but the last. The
            // first four megabytes are passed anew by each slice, piece by piece. Without the open readings it would not end.
            #expect(bus.logs.lines("Made a checkpoint").count > wanted.count + 5)
            for queue in ["etl.extract", "etl.transform", "etl.extract.dead"] {
                #expect(try await bus.depth(of: queue) == 0)
            }
        }
    }

    @Test func moreLongSourcesThanPlacesFinishOneAfterAnother() async throws {
        // One place; the others wait at the broker, and start anew.
        let exports = try (0..<3).map { try Export(records: 50_000 + $0, gzip: true) }
        let jobs = try exports.map { try $0.job(batchRecords: 10_000) }
        try await TestBus.with { bus in
            for job in jobs { try await Self.submit(job, bus) }
            let service = try await Self.service(bus, bytes: 1 << 40, seconds: 0, workers: 2)
            try await bus.running(service) { _ in
                while bus.logs.lines("Extracted a source").count < jobs.count {
                    try await Task.sleep(for: .milliseconds(50))
                }
            }
            let batches = try await bus.take(try await bus.depth(of: "etl.transform"), from: "etl.transform")
            let wanted = try Set(jobs.flatMap { try Self.wanted($0).map(\.body) })
            #expect(Set(batches.map(\.body)) == wanted)
            for queue in ["etl.extract", "etl.extract.waiting", "etl.extract.dead"] {
                #expect(try await bus.depth(of: queue) == 0)
            }
        }
    }

    /// A file of 4 TiB that takes no space on disk: a header, a record, and the beginning of another that does not end.
    private static func endlessExport() throws -> Export {
        let export = try Export(Export.text(records: 1) + Array("0x".utf8))
        try TemporaryFile.extendWithZeros(export.path)
        return export
    }

    @Test func aSourceWithoutABatchInTimeIsDead() async throws {
        let export = try Self.endlessExport()
        try await TestBus.with { bus in
            try await Self.submit(try export.job(batchRecords: 10), bus)
            let service = try await Self.service(bus, bytes: 1 << 40, reading: .seconds(1))
            let dead = try await bus.running(service) { _ in try await bus.take(1, from: "etl.extract.dead") }
            let words = dead.first?.headers["etl-error"].map { "\($0)" } ?? ""
            #expect(words.contains("no batch was complete within 1 seconds") && words.contains(export.path))
            #expect(dead.first?.headers["etl-reason"] == .string("source-unreadable"))
        }
    }

    /// The broker redelivers the job of a worker that hangs, so that workers would hang one after another.
    @Test func aSourceThatHangsTakesNoFurtherWorker() async throws {
        let (hung, other) = (try Export(records: 10), try Export(records: 20))
        try await TestBus.with { bus in
            let activity = ReadingActivity(patience: .zero)
            _ = activity.begin(hung.path)
            for export in [hung, other] { try await Self.submit(try export.job(batchRecords: 1000), bus) }
            let sent = Date.now.timeIntervalSince1970
            try await Task.sleep(for: .milliseconds(2100))
            try await bus.running(try await Self.service(bus, bytes: 1 << 40, activity: activity)) { _ in
                let batch = try await bus.take(1, from: "etl.transform").first
                #expect(batch?.uri == other.path)
            }
            let waiting = try #require(try await bus.take(1, from: "etl.extract.waiting").first)
            #expect(try ExtractJob(message: waiting.body).uri == hung.path && waiting.waitingSince != nil)
            // As old as its wait: when it is taken again, everything that was sent before has been taken.
            #expect(Double(waiting.publishedAt ?? 0) > sent + 1)
        }
    }

    @Test func aStopEndsTheReadingOfAnEndlessRecord() async throws {
        let export = try Self.endlessExport()
        let job = try export.job(batchRecords: 10)
        try await TestBus.with { bus in
            try await Self.submit(job, bus)
            let activity = ReadingActivity(patience: .zero)
            try await bus.running(try await Self.service(bus, bytes: 1 << 40, activity: activity)) { _ in
                while activity.outcomes == [ReadingActivity.check: .ok] {
                    try await Task.sleep(for: .milliseconds(5))
                }
                guard case .failed(let reason)? = activity.outcomes[ReadingActivity.check] else { return }
                #expect(reason.contains(export.path) && reason.contains("no progress"))
            }
            let left = try #require(try await bus.take(1, from: "etl.extract").first)
            #expect(try ExtractJob(message: left.body).start == job.start)
        }
    }
}
