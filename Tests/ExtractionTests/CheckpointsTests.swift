import Bus
import RabbitMQ
import TestSupport
import Testing

@testable import Extraction

@Suite(.timeLimit(.minutes(2))) struct CheckpointsTests {
    @Test func aJobFurtherOnMakesThoseBehindItSuperfluous() throws {
        let checkpoints = Checkpoints()
        let job = try Export(records: 1).job(batchRecords: 1)
        checkpoints.note(job, at: 0)
        #expect(!checkpoints.havePassed(job))
        checkpoints.note(job, at: 7)
        checkpoints.note(job, at: 3)
        #expect(checkpoints.havePassed(job))
        #expect(checkpoints.havePassed(job.starting(atBatch: 6)))
        #expect(!checkpoints.havePassed(job.starting(atBatch: 7)))
    }

    @Test func anotherSubmissionOrReplayIsDoneAgain() throws {
        let checkpoints = Checkpoints()
        let export = try Export(records: 1)
        let job = try export.job(batchRecords: 1)
        checkpoints.note(job, at: 7)
        #expect(!checkpoints.havePassed(try export.job(batchRecords: 1)))
        #expect(!checkpoints.havePassed(job.replayed(as: "a")))
        checkpoints.note(job.replayed(as: "a"), at: 5)
        #expect(checkpoints.havePassed(job.replayed(as: "a")))
        #expect(!checkpoints.havePassed(job.replayed(as: "b")))
        #expect(job.replayed(as: nil) == job)
    }

    /// Recreates, at every checkpoint, the state after a crash between publishing the next job and settling the old
    /// one.
    @Test func crashesBetweenTwoJobsDoNotMultiplyTheWork() async throws {
        let export = try Export(records: 400)
        let job = try export.job(batchRecords: 10)
        let batches = 40
        try await TestBus.with { bus in
            var slice = try Slice(job)
            for sequence in 0..<batches {
                let found = slice.rest
                let rest = try #require(found)
                try await bus.publisher.publish(try rest.message(), to: "etl.extract")
                let batch = try #require(try slice.nextBatch()).message
                // The batches before a job are in the broker before the job.
                if sequence < batches - 1 { try await bus.publisher.publish(batch, to: "etl.transform") }
            }
            let service = try await ExtractHandlerTests.service(bus, bytes: 1, workers: 2)
            try await bus.running(service) { _ in
                while bus.logs.lines("Extracted a source").isEmpty { try await Task.sleep(for: .milliseconds(10)) }
                while try await bus.depth(of: "etl.extract") > 0 { try await Task.sleep(for: .milliseconds(10)) }
            }
            let published = try await bus.depth(of: "etl.transform")
            #expect(Set(try await bus.take(published, from: "etl.transform").map(\.id)).count == batches)
            // Each job alone would cut all batches after it: 820.
            #expect(published <= 4 * batches)
            #expect(try await bus.depth(of: "etl.extract") == 0)
        }
    }
}

extension ExtractJob {
    fileprivate func starting(atBatch sequence: UInt32) -> ExtractJob {
        var job = self
        job.start.sequence = sequence
        return job
    }
}
