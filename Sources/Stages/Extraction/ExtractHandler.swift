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
    static let window = 8
    /// Deliveries of a job for several sources after which they get jobs of their own. A job that is never settled
    /// becomes a dead letter of its first source alone.
    private static let mostJoinedDeliveries = 3

    let publisher: RabbitMQPublisher
    let places: SourcePlaces
    let limits: SliceLimits
    let checkpoints: Checkpoints
    let parked: ParkedReadings
    let activity: ReadingActivity
    let sightings: SightingBoard
    let links: LinkTurns
    let metrics: ExtractMetrics
    let logger: Logger
    /// For a link or a node, while it is being read.
    private var turn: LinkTurn?
    /// The number of the job in hand.
    var inHand: Int?
    // Reading a file blocks, so it is done on a thread of the handler's own.
    private let executor = QueueExecutor(label: "extract")

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// - Parameters:
    ///   - places: the allowed places of sources; a job for any other source is a dead letter.
    ///   - checkpoints: shared by the handlers of a process, as the next four.
    init(
        publisher: RabbitMQPublisher, places: SourcePlaces, limits: SliceLimits, checkpoints: Checkpoints,
        parked: ParkedReadings = ParkedReadings(capacity: 1), activity: ReadingActivity = ReadingActivity(),
        sightings: SightingBoard = SightingBoard(), links: LinkTurns = LinkTurns(workers: 2), metrics: ExtractMetrics,
        logger: Logger
    ) {
        self.publisher = publisher
        self.places = places
        self.limits = limits
        self.checkpoints = checkpoints
        self.parked = parked
        self.activity = activity
        self.sightings = sightings
        self.links = links
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
        let number = sightings.take(job, publishedAt: delivery.publishedAt)
        inHand = number
        defer { sightings.putDown(number) }
        do throws(StageError) {
            try await handle(whole: job, for: delivery)
        } catch {
            if error.fault == .source || error.fault == .turn { sightings.wait(job, for: error) }
            throw error
        }
    }

    /// Handles a job, and separates it if its sources cannot be read together.
    private func handle(whole job: ExtractJob, for delivery: Delivery) async throws(StageError) {
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
        if let time = activity.hangTime(on: job.uri) { throw StageError(hanging: job, for: time) }
        guard job.isRemote else { return try await extract(job, for: delivery) }
        guard let turn = await links.take(for: job.uri) else {
            throw StageError(
                .turn, reason: "links-wait", "other links are being read or come first, and a worker is left for files",
                pause: links.pause())
        }
        self.turn = turn
        defer { self.turn = nil }
        try await extract(job, for: delivery)
    }

    private func extract(_ job: ExtractJob, for delivery: Delivery) async throws(StageError) {
        checkpoints.note(job)
        guard var rest = checkpoints.remainder(of: job) else { return logSuperfluous(job, delivery) }
        if !rest.isVerified, rest.separated.contains(where: { $0.start.position == .start }) {
            switch try check(rest, for: delivery) {
            case .paused: return try await makeCheckpoint(rest, for: delivery)
            case .done(let damage, let isLong):
                rest.damage = damage
                guard !isLong else {
                    rest.isVerified = true
                    return try await makeCheckpoint(rest, for: delivery)
                }
            }
        }
        sightings.note(.reading, inHand)
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
        // First: another worker may have the job at once, and must find a turn.
        turn = nil
        logger.debug("Made a checkpoint", metadata: Self.identity(of: rest, delivery).merging(records) { $1 })
        try await publish(try rest.message(), to: .extract)
        checkpoints.note(rest)
    }

    func warn(of lines: LineSpan, in job: ExtractJob) {
        logger.warning(
            "A record holds other records, which are not loaded: close or double its quote, or end each record with a line feed",
            metadata: [
                LogKey.source: "\(job.uri)", LogKey.line: .stringConvertible(lines.first),
                LogKey.lines: .stringConvertible(lines.count),
            ])
    }

    /// Stops if the job's connection is lost: the broker then redelivers the job, and another extractor starts it again.
    static func abandonIfStale(_ delivery: Delivery) throws(StageError) {
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

extension ExtractJob {
    /// Whether a server sends the source.
    fileprivate var isRemote: Bool { WebAddress.isMeant(by: uri) || ChainSource.isMeant(by: uri) }
}

extension StageError {
    /// A worker hangs in the reading of a source, and the broker has redelivered its job. The next worker would hang as well.
    fileprivate init(hanging job: ExtractJob, for time: Duration) {
        self.init(
            .source, reason: "source-hangs",
            "\(job.uri): a worker has waited for the file for \(time.components.seconds) seconds; its disk or server does not answer"
        )
    }

    /// Classifies an error of reading or publishing a slice.
    init(reading error: any Error) {
        switch error {
        case let error as StageError: self = error
        case let error as RabbitMQError: self.init(error)
        case let error as SourceError:
            self.init(error.fault, reason: error.name, error.description)
        default: self.init(.interrupted, reason: "cancelled", "\(error)")
        }
    }
}

extension SourceError {
    /// Who is at fault.
    fileprivate var fault: StageError.Fault {
        if isPause { return .interrupted }
        return mayPass ? .source : .batch
    }

    /// The reason in the headers of a dead letter.
    fileprivate var name: String {
        switch reason {
        case .outsideRoots: "outside-roots"
        case .outsideURLs: "outside-urls"
        case .interrupted(.paused): "interrupted"
        case .node: "node-unreadable"
        default: "source-unreadable"
        }
    }
}
