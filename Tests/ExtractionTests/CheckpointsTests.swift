import Bus
import RabbitMQ
import TestSupport
import Testing

@testable import Extraction

@Suite(.timeLimit(.minutes(2))) struct CheckpointsTests {
    @Test func aJobFurtherOnMakesThoseBehindItSuperfluous() throws {
        let checkpoints = Checkpoints()
        let job = try Export(records: 1).job(batchRecords: 1)
        checkpoints.note(job)
        #expect(!checkpoints.havePassed(job))
        checkpoints.note(job.starting(atBatch: 7))
        checkpoints.note(job.starting(atBatch: 3))
        #expect(checkpoints.havePassed(job))
        #expect(checkpoints.havePassed(job.starting(atBatch: 6)))
        #expect(!checkpoints.havePassed(job.starting(atBatch: 7)))
    }

    @Test func anotherSubmissionOrReplayIsDoneAgain() throws {
        let checkpoints = Checkpoints()
        let export = try Export(records: 1)
        let job = try export.job(batchRecords: 1)
        checkpoints.note(job.starting(atBatch: 7))
        #expect(!checkpoints.havePassed(try export.job(batchRecords: 1)))
        #expect(!checkpoints.havePassed(job.replayed(as: "a")))
        checkpoints.note(job.replayed(as: "a").starting(atBatch: 5))
        #expect(checkpoints.havePassed(job.replayed(as: "a")))
        #expect(!checkpoints.havePassed(job.replayed(as: "b")))
        #expect(job.replayed(as: nil) == job)
    }

    /// Two jobs of a stream's sources, which start at these batches; joined, if there are several.
    private func joined(_ jobs: [ExtractJob], at batches: UInt32?...) -> ExtractJob {
        ExtractJob(joining: zip(jobs, batches).compactMap { job, batch in batch.map(job.starting(atBatch:)) })
    }

    @Test func aSourceIsNotPassedBecauseAnotherOfItsStreamIs() throws {
        let jobs = try SharedSliceTests.joinedJobs()
        let job = joined(jobs, at: 3, 3)
        // Another process has separated the sources, and died before the second was published.
        let checkpoints = Checkpoints()
        checkpoints.note(joined(jobs, at: 3, nil))
        #expect(checkpoints.remainder(of: job)?.separated.map(\.sourceID) == [jobs[1].sourceID])
        #expect(!checkpoints.havePassed(job))
        checkpoints.note(job)
        #expect(checkpoints.remainder(of: job)?.separated.map(\.sourceID) == [jobs[1].sourceID])
        checkpoints.note(joined(jobs, at: nil, 3))
        #expect(checkpoints.havePassed(job))
    }

    @Test func aJobThatIsFurtherInOneSourceIsFurtherInAll() throws {
        let jobs = try SharedSliceTests.joinedJobs()
        let checkpoints = Checkpoints()
        checkpoints.note(joined(jobs, at: 5, 3))
        #expect(checkpoints.havePassed(joined(jobs, at: 3, 3)))
        #expect(checkpoints.havePassed(joined(jobs, at: 4, 3)))
        #expect(checkpoints.remainder(of: joined(jobs, at: 5, 3))?.separated.count == 2)
        #expect(!checkpoints.havePassed(joined(jobs, at: 5, 4)))
        // The rest of the first source alone is no reason to drop the second.
        #expect(checkpoints.remainder(of: joined(jobs, at: 5, nil)) != nil)
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
