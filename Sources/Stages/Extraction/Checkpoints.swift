import Bus
import Synchronization

/// How far sources have come, as far as this process has seen.
///
/// A crash between publishing the job for the next slice and giving the old one up leaves both, and from then on two
/// chains of jobs for one source. That costs work only, but the next crash would add one more. A job is published when
/// everything in front of it is in the broker, so a process that has seen a job further on may drop those behind it.
final class Checkpoints: Sendable {
    private struct Chain: Hashable {
        let source: String
        let submission: String

        init(_ job: ExtractJob) {
            source = job.uri
            submission = job.submission
        }
    }

    /// Above that everything is forgotten, which costs work at most.
    private static let limit = 10_000

    private let sequences = Mutex<[Chain: UInt32]>([:])

    /// Notes that there is, or has been, a job that starts at a batch; the one behind the last where the source is done.
    func note(_ job: ExtractJob, at sequence: UInt32) {
        sequences.withLock { sequences in
            if sequences.count >= Self.limit { sequences = [:] }
            sequences[Chain(job), default: 0] = max(sequence, sequences[Chain(job)] ?? 0)
        }
    }

    /// Whether there is, or has been, a job further on, which makes this one superfluous.
    func havePassed(_ job: ExtractJob) -> Bool {
        sequences.withLock { ($0[Chain(job)] ?? 0) > job.start.sequence }
    }
}
