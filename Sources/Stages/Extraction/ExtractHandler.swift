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
        var job = try ExtractJob(message: delivery.body).replayed(as: delivery.replay)
        checkpoints.note(job, at: job.start.sequence)
        if job.start.position == .start && !checkpoints.havePassed(job) {
            job.damage = try findDamage(of: job, for: delivery)
        }
        switch try await extractSlice(of: job, for: delivery) {
        case .reached(let next): try await makeCheckpoint(job, at: next, for: delivery)
        case .finished(let sequence):
            checkpoints.note(job, at: sequence)
            places.forget(job.uri)
            logger.info("Extracted a source", metadata: Self.identity(of: job, delivery))
        case .superfluous:
            logger.notice(
                "Dropped an extract job that a later one supersedes", metadata: Self.identity(of: job, delivery))
        }
    }

    /// The metadata of a job for the log: the file, and the batch that it starts with.
    private static func identity(of job: ExtractJob, _ delivery: Delivery) -> Logger.Metadata {
        [LogKey.source: "\(job.uri)", LogKey.batch: "\(delivery.id)"]
    }

    /// Publishes a job for the rest of the source.
    private func makeCheckpoint(
        _ job: ExtractJob, at next: ExtractJob.Start, for delivery: Delivery
    ) async throws(StageError) {
        try Self.abandonIfStale(delivery)
        var rest = job
        rest.start = next
        let records: Logger.Metadata = [LogKey.records: .stringConvertible(next.record - 1)]
        logger.debug("Made a checkpoint", metadata: Self.identity(of: job, delivery).merging(records) { $1 })
        try await publish(try rest.message(), to: .extract)
        checkpoints.note(rest, at: next.sequence)
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
        /// The slice is complete; the next one starts here.
        case reached(ExtractJob.Start)
        /// The source is complete, with this number of batches.
        case finished(UInt32)
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
                while let (message, kind) = try nextMessage(of: &slice) {
                    for lines in slice.heldLines { warn(of: lines, in: job) }
                    if unconfirmed == Self.window {
                        try await group.next()
                        unconfirmed -= 1
                    }
                    group.addTask { [publisher, metrics] in
                        try await publisher.publish(message, to: Stage.transform.workQueue)
                        metrics.published(kind)
                    }
                    unconfirmed += 1
                    try Self.abandonIfStale(delivery)
                    if slice.isOver(limits, after: .now - start) || Task.isShuttingDownGracefully { break }
                    if checkpoints.havePassed(job) { break }
                }
                try await group.waitForAll()
                try slice.throwIfDamaged()
                if checkpoints.havePassed(job) { return .superfluous }
                return slice.isAtEnd ? .finished(slice.position.sequence) : .reached(slice.position)
            }
        } catch {
            throw StageError(error)
        }
    }

    /// Cuts the slice's next batch, and counts the records and bytes read for it.
    private func nextMessage(of slice: inout Slice) throws -> (Message, RecordKind)? {
        let (record, bytes) = (slice.position.record, slice.bytesRead)
        guard let message = try slice.nextMessage() else { return nil }
        metrics.read(slice.kind, records: Int(slice.position.record - record), bytes: slice.bytesRead - bytes)
        return (message, slice.kind)
    }

    private func warn(of lines: LineSpan, in job: ExtractJob) {
        logger.warning(
            "A record holds other records, which are not loaded: close or double its quote",
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
