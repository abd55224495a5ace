import Bus
import Downloads
import ETLModels
import RabbitMQ
import ServiceLifecycle
import ServiceMetrics
import SourceReading

extension ExtractHandler {
    enum SliceEnd {
        /// The slice is complete, or was paused before its first batch; this is the job for the next one.
        case reached(ExtractJob)
        /// The sources are complete. The jobs start after the last batches.
        case finished([ExtractJob])
        /// Another job of the source has made more progress.
        case superfluous
    }

    /// Publishes the batches of a slice, and returns when all are confirmed.
    func extractSlice(of job: ExtractJob, for delivery: Delivery) async throws(StageError) -> SliceEnd {
        guard !checkpoints.havePassed(job) else { return .superfluous }
        do {
            let open = try openSlice(of: job, for: delivery)
            defer { parked.end(open.watch) }
            try await publishBatches(of: open, job, for: delivery)
            try open.throwIfDamaged()
            if checkpoints.havePassed(job) { return .superfluous }
            return try end(of: open, for: delivery)
        } catch {
            // Where the delivery is stale, that is why.
            try Self.abandonIfStale(delivery)
            throw StageError(reading: error)
        }
    }

    /// Opens the source, or takes up the reading that a worker of this process left off.
    private func openSlice(of job: ExtractJob, for delivery: Delivery) throws -> OpenReading<Slice> {
        if case .slice(let open)? = parked.take(ParkedReadings.Key(job, isCheck: false)) {
            open.begin()
            return open
        }
        // Opening it goes to the start of the slice, which may take long.
        let number = activity.begin(job.uri)
        defer { activity.end(number) }
        let watch = ReadingWatch(
            textLimits: limits.text, columnarLimits: limits.columnar, verdict(for: delivery, reading: number))
        let slice = try Slice(
            job, opener: places.verifying(job.verification).opener(for: job.location), watch: watch)
        return OpenReading(slice, watch)
    }

    private func publishBatches(
        of open: OpenReading<Slice>, _ job: ExtractJob, for delivery: Delivery
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            let start = ContinuousClock.now
            var unconfirmed = 0
            while let batch = try nextBatch(of: open, job, for: delivery) {
                for lines in batch.heldLines { warn(of: lines, in: job) }
                if unconfirmed == Self.window {
                    try await group.next()
                    unconfirmed -= 1
                }
                group.addTask { [publisher, metrics] in
                    try await publisher.publish(batch.message, to: Stage.transform.workQueue)
                    metrics.published(batch.kind)
                }
                unconfirmed += 1
                try Self.abandonIfStale(delivery)
                let isOver = open.isOver(limits, after: .now - start)
                if isOver || Task.isShuttingDownGracefully || checkpoints.havePassed(job) { break }
            }
            try await group.waitForAll()
        }
    }

    /// Cuts the slice's next batch, and counts the records and bytes read for it.
    private func nextBatch(
        of open: OpenReading<Slice>, _ job: ExtractJob, for delivery: Delivery
    ) throws -> Slice.Batch? {
        let number = activity.begin(job.uri)
        defer { activity.end(number) }
        open.watch.follow(verdict(for: delivery, reading: number))
        guard let (batch, bytes) = try open.nextBatch() else { return nil }
        metrics.read(batch.kind, records: batch.recordCount, bytes: bytes)
        return batch
    }

    /// How the slice ended. Keeps the reading where another one would take long to arrive.
    private func end(of open: OpenReading<Slice>, for delivery: Delivery) throws -> SliceEnd {
        let end = open.end
        guard let rest = end.rest else { return .finished(end.jobs) }
        try Self.abandonIfStale(delivery)
        // Before the job is published: another worker may have it at once.
        let key = ParkedReadings.Key(rest, isCheck: false)
        if Task.isShuttingDownGracefully { return .reached(rest) }
        if end.isPaused {
            try park(.slice(open), for: key)
        } else if end.isWorthKeeping {
            // Without room, the next slice goes to its start again.
            _ = parked.park(.slice(open), for: key)
        }
        return .reached(rest)
    }
}
