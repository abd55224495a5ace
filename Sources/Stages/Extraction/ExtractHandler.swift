import Blocking
import Bus
import Downloads
import ETLModels
import Logging
import RabbitMQ
import Runtime
import ServiceLifecycle
import ServiceLogging
import ServiceMetrics
import SourceDescriptions
import SourceReading

/// Handles extract jobs: reads a slice of a source, publishes its batches, and then a job for the next slice.
actor ExtractHandler: StageHandler {
    /// The maximum number of unconfirmed batches. Bounds the memory, and keeps the broker busy.
    private static let window = 8
    /// Deliveries of a job for several sources after which they get jobs of their own. A job that is never settled
    /// becomes a dead letter of its first source alone.
    private static let mostJoinedDeliveries = 3

    private let publisher: RabbitMQPublisher
    private let places: SourcePlaces
    private let limits: SliceLimits
    private let checkpoints: Checkpoints
    private let metrics: ExtractMetrics
    private let logger: Logger
    // Reading a file blocks, so it is done on a thread of the handler's own.
    private let executor = QueueExecutor(label: "extract")

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// - Parameters:
    ///   - places: the allowed places of sources; a job for any other source is a dead letter.
    ///   - checkpoints: shared by the handlers of a process.
    init(
        publisher: RabbitMQPublisher, places: SourcePlaces, limits: SliceLimits, checkpoints: Checkpoints,
        metrics: ExtractMetrics, logger: Logger
    ) {
        self.publisher = publisher
        self.places = places
        self.limits = limits
        self.checkpoints = checkpoints
        self.metrics = metrics
        self.logger = logger
    }

    /// A job is small. The memory of reading depends on the batch size and on the compression, and has no part in the budget.
    nonisolated func workBytes(of delivery: Delivery) -> Int { 0 }

    func handle(_ deliveries: [Delivery]) async -> [Result<Void, StageError>] {
        await withGracefulShutdownHandler {
            await handleEach(deliveries)
        } onGracefulShutdown: { [places] in
            places.stop()
        }
    }

    private func handleEach(_ deliveries: [Delivery]) async -> [Result<Void, StageError>] {
        var outcomes: [Result<Void, StageError>] = []
        for delivery in deliveries {
            do throws(StageError) {
                try await handle(delivery)
                outcomes.append(.success(()))
            } catch {
                outcomes.append(.failure(error))
            }
        }
        return outcomes
    }

    private func handle(_ delivery: Delivery) async throws(StageError) {
        let job = try ExtractJob(message: delivery.body).replayed(as: delivery.replay)
        if job.isJoined && delivery.deliveryCount >= Self.mostJoinedDeliveries {
            return try await separate(job, for: delivery)
        }
        do throws(StageError) {
            try await handle(job, for: delivery)
        } catch {
            guard job.isJoined, error.fault == .batch else { throw error }
            try await separate(job, for: delivery)
        }
    }

    /// Publishes a job for each source of a stream that cannot be read, so that each of them fails on its own.
    private func separate(_ job: ExtractJob, for delivery: Delivery) async throws(StageError) {
        try Self.abandonIfStale(delivery)
        for part in job.separated { try await publish(try part.message(), to: .extract) }
        logger.notice("Separated the jobs of a stream's sources", metadata: Self.identity(of: job, delivery))
    }

    private func handle(_ job: ExtractJob, for delivery: Delivery) async throws(StageError) {
        checkpoints.note(job)
        guard var rest = checkpoints.remainder(of: job) else { return logSuperfluous(job, delivery) }
        if rest.separated.contains(where: { $0.start.position == .start }) {
            rest.damage = try findDamage(of: rest, for: delivery)
        }
        switch try await extractSlice(of: rest, for: delivery) {
        case .reached(let rest): try await makeCheckpoint(rest, for: delivery)
        case .finished(let jobs):
            for job in jobs { checkpoints.note(job) }
            places.forget(job.uri)
            logger.info("Extracted a source", metadata: Self.identity(of: job, delivery))
        case .superfluous: logSuperfluous(job, delivery)
        }
    }

    private func logSuperfluous(_ job: ExtractJob, _ delivery: Delivery) {
        logger.notice(
            "Dropped an extract job that a later one supersedes", metadata: Self.identity(of: job, delivery))
    }

    /// The metadata of a job for the log: the file, and the batch that it starts with.
    private static func identity(of job: ExtractJob, _ delivery: Delivery) -> Logger.Metadata {
        [LogKey.source: "\(job.uri)", LogKey.batch: "\(delivery.id)"]
    }

    /// Publishes a job for the rest of the source.
    private func makeCheckpoint(_ rest: ExtractJob, for delivery: Delivery) async throws(StageError) {
        try Self.abandonIfStale(delivery)
        let records: Logger.Metadata = [LogKey.records: .stringConvertible(rest.start.record - 1)]
        logger.debug("Made a checkpoint", metadata: Self.identity(of: rest, delivery).merging(records) { $1 })
        try await publish(try rest.message(), to: .extract)
        checkpoints.note(rest)
    }

    /// Finds the damage of a compressed source before any of its records is published.
    ///
    /// - Returns: the damage; nil if none is detectable.
    private func findDamage(of job: ExtractJob, for delivery: Delivery) throws(StageError) -> SourceDamage? {
        let check: SourceCheck
        do throws(SourceError) {
            check = try SourceCheck.verify(
                path: job.uri, opener: places.keepingDownloads.opener(for: job.location), source: job.description
            ) {
                !delivery.isStale && !Task.isShuttingDownGracefully
            }
        } catch {
            throw StageError(error)
        }
        switch check {
        case .passed: return nil
        case .damaged(let damage): return damage
        case .interrupted:
            throw StageError(.interrupted, reason: "interrupted", "the check of the source was interrupted")
        }
    }

    private enum SliceEnd {
        /// The slice is complete; this is the job for the next one.
        case reached(ExtractJob)
        /// The sources are complete. The jobs start after the last batches.
        case finished([ExtractJob])
        /// Another job of the source has made more progress.
        case superfluous
    }

    /// Publishes the batches of a slice, and returns when all are confirmed.
    private func extractSlice(of job: ExtractJob, for delivery: Delivery) async throws(StageError) -> SliceEnd {
        guard !checkpoints.havePassed(job) else { return .superfluous }
        do {
            return try await withThrowingTaskGroup(of: Void.self) { group in
                var slice = try Slice(job, opener: places.opener(for: job.location))
                let start = ContinuousClock.now
                var unconfirmed = 0
                while let batch = try nextBatch(of: &slice) {
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
                    if slice.isOver(limits, after: .now - start) || Task.isShuttingDownGracefully { break }
                    if checkpoints.havePassed(job) { break }
                }
                try await group.waitForAll()
                try slice.throwIfDamaged()
                if checkpoints.havePassed(job) { return .superfluous }
                return slice.rest.map { .reached($0) } ?? .finished(slice.jobs)
            }
        } catch {
            throw StageError(error)
        }
    }

    /// Cuts the slice's next batch, and counts the records and bytes read for it.
    private func nextBatch(of slice: inout Slice) throws -> Slice.Batch? {
        let bytes = slice.bytesRead
        guard let batch = try slice.nextBatch() else { return nil }
        metrics.read(batch.kind, records: batch.recordCount, bytes: slice.bytesRead - bytes)
        return batch
    }

    private func warn(of lines: LineSpan, in job: ExtractJob) {
        logger.warning(
            "A record holds other records, which are not loaded: close or double its quote, or end each record with a line feed",
            metadata: [
                LogKey.source: "\(job.uri)", LogKey.line: .stringConvertible(lines.first),
                LogKey.lines: .stringConvertible(lines.count),
            ])
    }

    /// Stops if the job's connection is lost: the broker then redelivers the job, and another extractor starts it again.
    private static func abandonIfStale(_ delivery: Delivery) throws(StageError) {
        guard !delivery.isStale else {
            throw StageError(.interrupted, reason: "stale", "connection lost; the broker redelivers the extract job")
        }
    }

    private func publish(_ message: Message, to stage: Stage) async throws(StageError) {
        do throws(RabbitMQError) {
            try await publisher.publish(message, to: stage.workQueue)
        } catch {
            throw StageError(error)
        }
    }
}

extension StageError {
    /// Classifies an error of reading or publishing a slice.
    fileprivate init(_ error: any Error) {
        switch error {
        case let error as StageError: self = error
        case let error as RabbitMQError: self.init(error)
        case let error as SourceError:
            self.init(error.mayPass ? .infrastructure : .batch, reason: error.name, error.description)
        default: self.init(.interrupted, reason: "cancelled", "\(error)")
        }
    }
}

extension SourceError {
    /// The reason in the headers of a dead letter.
    fileprivate var name: String {
        switch reason {
        case .outsideRoots: "outside-roots"
        case .outsideURLs: "outside-urls"
        default: "source-unreadable"
        }
    }
}
