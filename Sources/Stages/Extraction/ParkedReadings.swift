import Bus
import ETLModels
import SourceReading
import Synchronization

/// Readings that were left off where a new one would take long to arrive: within a large member of a compressed file.
///
/// The broker waits half an hour for the ack of a job, and a member may take hours. So the extractor publishes the job again,
/// acks it, and keeps the open reading here until a worker of the process gets the job. After a crash, or in another
/// process, a reading starts anew. A parked reading holds its file and the memory of its decompressor.
final class ParkedReadings: Sendable {
    /// What a reading does, and for which batch: the same in the job that returns.
    struct Key: Hashable {
        private struct Part: Hashable {
            let source: SourceID?
            let start: ExtractJob.Start
        }

        private let submission: String
        private let isCheck: Bool
        private let parts: [Part]

        init(_ job: ExtractJob, isCheck: Bool) {
            submission = job.submission
            self.isCheck = isCheck
            parts = job.separated.map { Part(source: $0.sourceID, start: $0.start) }
        }
    }

    enum Parked {
        case slice(OpenReading<Slice>)
        case check(OpenReading<SourceChecker>)

        var watch: ReadingWatch {
            switch self {
            case .slice(let reading): reading.watch
            case .check(let reading): reading.watch
            }
        }
    }

    /// The most readings that are kept.
    private let capacity: Int
    private let readings = Mutex<[Key: (reading: Parked, since: ContinuousClock.Instant)]>([:])
    /// The time after which somebody else has the job, or nobody.
    private static let longestStay = Duration.seconds(3600)

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// Whether another reading can be kept. None is dropped for another: two would take turns in losing their work.
    var hasRoom: Bool {
        readings.withLock { readings in
            readings = readings.filter { $0.value.since + Self.longestStay > .now }
            return readings.count < capacity
        }
    }

    /// Keeps a reading, if there is room.
    func park(_ reading: Parked, for key: Key) {
        // The last verdict holds the delivery.
        reading.watch.follow { _ in .paused }
        guard hasRoom else { return }
        readings.withLock { $0[key] = (reading, .now) }
    }

    /// Takes the reading of a job.
    func take(_ key: Key) -> Parked? {
        readings.withLock { $0.removeValue(forKey: key)?.reading }
    }
}

/// A slice or a check that is open, and read by one worker at a time.
final class OpenReading<Work: ~Copyable>: Sendable {
    /// Asked before each piece.
    let watch: ReadingWatch
    let work: Mutex<Work>

    init(_ work: consuming sending Work, _ watch: ReadingWatch) {
        self.watch = watch
        self.work = Mutex(work)
    }
}
