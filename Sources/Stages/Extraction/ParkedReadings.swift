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

    private struct State {
        var readings: [Key: (reading: Parked, since: ContinuousClock.Instant)] = [:]
        /// The watches of readings that were parked, and are in a worker's hand: each keeps its place.
        var taken: Set<ObjectIdentifier> = []
    }

    /// The most readings that are kept.
    private let capacity: Int
    private let state = Mutex(State())
    /// The time after which somebody else has the job, or nobody.
    private static let longestStay = Duration.seconds(4 * 3600)

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// Keeps a reading, if there is room. None is dropped for another: two would take turns in losing their work.
    ///
    /// - Returns: false if there is no room.
    @inline(never)
    func park(_ reading: Parked, for key: Key) -> Bool {
        // The last verdict holds the delivery.
        reading.watch.follow { _ in .paused }
        return state.withLock { state in
            state.readings = state.readings.filter { $0.value.since + Self.longestStay > .now }
            let hadPlace = state.taken.remove(ObjectIdentifier(reading.watch)) != nil
            guard hadPlace || state.readings.count + state.taken.count < capacity else { return false }
            state.readings[key] = (reading, .now)
            return true
        }
    }

    /// Takes the reading of a job. Its place stays free for it until it is parked again, or ends.
    @inline(never)
    func take(_ key: Key) -> Parked? {
        state.withLock { state in
            guard let reading = state.readings.removeValue(forKey: key)?.reading else { return nil }
            state.taken.insert(ObjectIdentifier(reading.watch))
            return reading
        }
    }

    /// A reading that was taken has ended, unless it is parked again.
    @inline(never)
    func end(_ watch: ReadingWatch) {
        _ = state.withLock { $0.taken.remove(ObjectIdentifier(watch)) }
    }
}

/// A slice or a check that is open, and read by one worker at a time.
final class OpenReading<Work: ~Copyable>: Sendable {
    /// Asked before each piece.
    let watch: ReadingWatch
    private let work: Mutex<Work>

    init(_ work: consuming sending Work, _ watch: ReadingWatch) {
        self.watch = watch
        self.work = Mutex(work)
    }
}

/// Async functions take no lock themselves (docs/decisions/0020).
extension OpenReading<SourceChecker> {
    @inline(never)
    func run() throws(SourceError) -> SourceCheck {
        try work.withLock { checker throws(SourceError) in try checker.run() }
    }
}

extension OpenReading<Slice> {
    /// How a slice has ended.
    struct End {
        let rest: ExtractJob?
        let jobs: [ExtractJob]
        let isPaused: Bool
        /// Whether another reading would take long to arrive there.
        let isWorthKeeping: Bool
    }

    @inline(never)
    func begin() {
        work.withLock { slice in slice.begin() }
    }

    /// Cuts the next batch.
    ///
    /// - Returns: the batch, and the bytes of the file that were read for it.
    @inline(never)
    func nextBatch() throws -> (batch: Slice.Batch, bytes: Int)? {
        try work.withLock { slice in
            let bytes = slice.bytesRead
            return try slice.nextBatch().map { ($0, slice.bytesRead - bytes) }
        }
    }

    @inline(never)
    func isOver(_ limits: SliceLimits, after elapsed: Duration) -> Bool {
        work.withLock { slice in slice.isOver(limits, after: elapsed) }
    }

    @inline(never)
    func throwIfDamaged() throws {
        try work.withLock { slice in try slice.throwIfDamaged() }
    }

    var end: End {
        @inline(never) get {
            work.withLock { slice in
                End(
                    rest: slice.rest, jobs: slice.jobs, isPaused: slice.isPaused,
                    isWorthKeeping: !slice.isCheapToReach && !slice.isDamaged)
            }
        }
    }
}
