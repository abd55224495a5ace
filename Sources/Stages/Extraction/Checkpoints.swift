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

    /// How far a job is in one source.
    private struct Progress: Comparable {
        /// The batch that comes next.
        let sequence: UInt32
        /// The batches before in all sources that the job reads at once: it may be further in another. A source whose job has
        /// been separated does not return to a joined one.
        let inAll: UInt64

        init(_ sequence: UInt32, in job: ExtractJob) {
            self.sequence = sequence
            inAll = job.isJoined ? job.separated.reduce(0) { $0 + UInt64($1.start.sequence) } : .max
        }

        static func < (left: Progress, right: Progress) -> Bool {
            (left.sequence, left.inAll) < (right.sequence, right.inAll)
        }
    }

    /// Beyond this number, all entries are dropped, which only costs repeated work.
    private static let limit = 10_000

    private let progress = Mutex<[Chain: Progress]>([:])

    /// Records that a job exists or existed.
    func note(_ job: ExtractJob) {
        for part in job.separated { note(part, Progress(part.start.sequence, in: job)) }
    }

    private func note(_ part: ExtractJob, _ found: Progress) {
        progress.withLock { progress in
            if progress.count >= Self.limit { progress = [:] }
            progress[Chain(part)] = progress[Chain(part)].map { max($0, found) } ?? found
        }
    }

    /// The job without the sources for which a later job exists or existed; nil if nothing remains to be done.
    func remainder(of job: ExtractJob) -> ExtractJob? {
        let parts = job.separated.filter { part in
            let own = Progress(part.start.sequence, in: job)
            return progress.withLock { ($0[Chain(part)] ?? own) <= own }
        }
        return parts.isEmpty ? nil : ExtractJob(joining: parts)
    }

    /// Whether later jobs of all its sources exist or existed, which makes a job superfluous.
    func havePassed(_ job: ExtractJob) -> Bool { remainder(of: job) == nil }
}
