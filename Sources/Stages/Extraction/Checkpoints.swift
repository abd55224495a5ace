import Bus
import ETLModels
import Synchronization

/// The progress of sources that this process has seen.
///
/// A crash after publishing the job for the next slice and before acknowledging the old job leaves both: two chains of
/// jobs for one source. That costs only work, but each further crash would add a chain. When a job is published, the
/// broker has everything before its start. So a process that has seen a later job may drop an earlier one.
final class Checkpoints: Sendable {
    private struct Chain: Hashable {
        let source: SourceID?
        let submission: String

        init(_ job: ExtractJob) {
            source = job.sourceID
            submission = job.submission
        }
    }

    /// Beyond this number, all entries are dropped, which only costs repeated work.
    private static let limit = 10_000

    private let sequences = Mutex<[Chain: UInt32]>([:])

    /// Records that a job exists or existed for the rest of its sources.
    func note(_ job: ExtractJob) {
        for job in job.separated { note(job, at: job.start.sequence) }
    }

    /// Records that a job exists or existed that starts at a batch; at the end of a source, the batch after the last.
    func note(_ job: ExtractJob, at sequence: UInt32) {
        sequences.withLock { sequences in
            if sequences.count >= Self.limit { sequences = [:] }
            sequences[Chain(job), default: 0] = max(sequence, sequences[Chain(job)] ?? 0)
        }
    }

    /// Whether a later job of the sources exists or existed, which makes this one superfluous. A job that is later in one
    /// source is not earlier in another.
    func havePassed(_ job: ExtractJob) -> Bool {
        job.separated.contains { job in
            sequences.withLock { ($0[Chain(job)] ?? 0) > job.start.sequence }
        }
    }
}
