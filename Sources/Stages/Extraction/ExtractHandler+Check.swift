import Bus
import Downloads
import RabbitMQ
import ServiceLifecycle
import SourceDescriptions
import SourceReading

extension ExtractHandler {
    enum CheckEnd {
        /// The check is incomplete, and parked.
        case paused
        /// `isLong` if it took so long that a crash must not repeat it.
        case done(SourceDamage?, isLong: Bool)
    }

    /// Finds the damage of a compressed source before any of its records is published.
    func check(_ job: ExtractJob, for delivery: Delivery) throws(StageError) -> CheckEnd {
        sightings.note(.checking, inHand)
        let key = ParkedReadings.Key(job, isCheck: true)
        let start = ContinuousClock.now
        // Before the opening, which may take for ever.
        let number = activity.begin(job.uri)
        defer { activity.end(number) }
        do {
            var isLong = false
            let open: OpenReading<SourceChecker>
            if case .check(let reading)? = parked.take(key) {
                open = reading
                isLong = true
            } else {
                open = try openCheck(of: job)
            }
            defer { parked.end(open.watch) }
            open.watch.follow(verdict(for: delivery, reading: number))
            switch try open.run() {
            case .passed: return .done(nil, isLong: isLong || isLongSince(start))
            case .damaged(let damage): return .done(damage, isLong: isLong || isLongSince(start))
            case .interrupted:
                try Self.abandonIfStale(delivery)
                guard !Task.isShuttingDownGracefully else {
                    throw StageError(.interrupted, reason: "interrupted", "the check of the source was interrupted")
                }
                try park(.check(open), for: key)
                return .paused
            }
        } catch {
            throw StageError(reading: error)
        }
    }

    private func isLongSince(_ start: ContinuousClock.Instant) -> Bool { .now - start > limits.duration / 2 }

    /// Keeps a reading for the job that follows.
    ///
    /// - Throws: without room. The work is lost, and the job waits until others have finished theirs.
    func park(_ reading: ParkedReadings.Parked, for key: ParkedReadings.Key) throws(StageError) {
        guard !parked.park(reading, for: key) else { return }
        throw StageError(
            .turn, reason: "readings-wait",
            "too many sources take long at the same time: this one waits for the others, and starts anew")
    }

    private func openCheck(of job: ExtractJob) throws(SourceError) -> OpenReading<SourceChecker> {
        let watch = ReadingWatch(textLimits: limits.text, columnarLimits: limits.columnar)
        let checker = try SourceChecker(
            path: job.uri, opener: places.keepingDownloads.opener(for: job.location), source: job.description,
            watch: watch)
        return OpenReading(checker, watch)
    }

    /// Whether a reading goes on: only as long as the delivery is this worker's, and the service does not stop.
    ///
    /// What can be continued is paused in time for the broker; what cannot has a longer limit.
    ///
    /// - Parameter number: of the reading, in the activity.
    func verdict(for delivery: Delivery, reading number: Int) -> ReadingWatch.Verdict {
        let start = ContinuousClock.now
        return { [limits, activity] phase in
            if delivery.isStale || Task.isShuttingDownGracefully { return .paused }
            switch phase {
            case .reading:
                guard activity.readingTime(number) > limits.reading else { return nil }
                return .overdue(seconds: Int(limits.reading.components.seconds))
            case .checking, .skipping:
                // At least one piece, whatever the limit.
                let isFirst = !activity.progressed(number)
                return !isFirst && ContinuousClock.now - start > limits.duration ? .paused : nil
            }
        }
    }
}
