import Bus
import Failpoints
package import Logging
import MemoryBounds
package import RabbitMQ
import ServiceHost
import ServiceLifecycle
import ServiceLogging
package import ServiceMetrics
package import Telemetry

/// Runs a stage: several workers take deliveries from its queue, handle them, and settle each.
///
/// Bytes bound its memory: those of the bodies that it holds, and those of the work on them.
/// At a graceful shutdown the service takes no new deliveries, handles and settles those it has, and ends.
package struct StageService<Handler: StageHandler>: Service {
    private let settings: StageSettings
    private let consumer: RabbitMQConsumer
    private let publisher: RabbitMQPublisher
    private let metrics: BatchMetrics
    /// For what the workers make of the bodies.
    private let work: ByteBudget
    private let logger: Logger
    private let health: Health
    private let prepare: @Sendable () async throws -> Void
    private let makeHandler: @Sendable () -> Handler

    /// - Parameters:
    ///   - metrics: the stage's, if they exist already.
    ///   - prepare: must succeed before the service takes the first delivery.
    package init(
        _ settings: StageSettings, publisher: RabbitMQPublisher, metrics: StageMetrics? = nil, logger: Logger,
        health: Health = Health(),
        prepare: @escaping @Sendable () async throws -> Void = {},
        handler: @escaping @Sendable () -> Handler
    ) {
        self.settings = settings
        self.publisher = publisher
        let metrics = metrics ?? StageMetrics(settings.stage)
        self.metrics = metrics.batches
        self.logger = logger
        self.health = health
        self.prepare = prepare
        makeHandler = handler
        work = metrics.memory.budget(.work, bytes: settings.memoryBytes / 2)
        consumer = RabbitMQConsumer(
            configuration: settings.broker, queue: settings.stage.workQueue, queues: Stage.queues,
            prefetch: settings.prefetch, maximumBodyBytes: settings.stage.maximumBodyBytes,
            budget: metrics.memory.budget(.bodies, bytes: settings.memoryBytes / 2),
            headerNames: MessageHeader.kept.union([MessageHeader.waitingSince]),
            logger: logger,
            observer: metrics.consumer)
        health.watchBroker(consumer, publisher, of: settings.stage)
    }

    package func run() async throws {
        HeapPolicy.take(settings.workingBytes)
        if let warning = settings.brokerWarning { logger.warning("\(warning)") }
        try await withGracefulShutdownHandler {
            try await prepare()
            try await withThrowingTaskGroup { group in
                // The publisher outlives the workers: their work in progress still needs confirms.
                group.addTask { try await publisher.run() }
                group.addTask { try await runWorkers() }
                _ = try await group.next()
                group.cancelAll()
            }
        } onGracefulShutdown: {
            consumer.stop()
        }
    }

    private func runWorkers() async throws {
        let complaint = Complaint(logger: logger, health: health)
        try await withThrowingTaskGroup { group in
            for number in 0..<settings.workers {
                group.addTask { await work(Worker(number: number, handler: makeHandler(), complaint: complaint)) }
            }
            try await consumer.run()
            // The remaining deliveries came on a lost connection: the broker redelivers them, so work on them is wasted.
            group.cancelAll()
        }
    }

    private struct Worker {
        let number: Int
        let handler: Handler
        let complaint: Complaint
    }

    private func work(_ worker: Worker) async {
        while let deliveries = await consumer.next(upTo: settings.deliveriesPerWorker, gathering: settings.gathering) {
            await settle(deliveries, by: worker)
        }
    }

    /// Handles deliveries until none needs a retry.
    private func settle(_ deliveries: [Delivery], by worker: Worker) async {
        for delivery in deliveries where delivery.isLostOften { warn(of: delivery) }
        let taken = ContinuousClock.now
        metrics.take(deliveries)
        var pending = deliveries
        var backoff = Backoff(initial: .milliseconds(200), maximum: .seconds(15))
        while !pending.isEmpty {
            pending = await attempt(pending, takenAt: taken, by: worker)
            guard !pending.isEmpty else { break }
            do {
                let pause = backoff.next()
                try await cancelWhenGracefulShutdown { try await Task.sleep(for: pause) }
                for delivery in pending where delivery.isStale { metrics.putDown(delivery) }
                pending.removeAll(where: \.isStale)
            } catch {
                for delivery in pending {
                    delivery.requeue()
                    metrics.putDown(delivery)
                }
                return
            }
        }
        worker.complaint.withdraw(by: worker.number)
    }

    /// Logs that a message is redelivered repeatedly: a service that crashes on it may be the cause.
    private func warn(of delivery: Delivery) {
        logger.warning(
            "A message is redelivered repeatedly; the broker dead-letters it at the delivery limit",
            metadata: [
                LogKey.batch: "\(delivery.id)", LogKey.deliveries: .stringConvertible(delivery.deliveryCount),
                LogKey.limit: .stringConvertible(Stage.workQueueDeliveryLimit),
            ])
    }

    /// Handles deliveries once, and settles those that it can.
    ///
    /// - Returns: the deliveries to retry.
    private func attempt(
        _ deliveries: [Delivery], takenAt taken: ContinuousClock.Instant, by worker: Worker
    ) async -> [Delivery] {
        let settler = Settler(
            stage: settings.stage, publisher: publisher, metrics: metrics, takenAt: taken, logger: logger)
        var held: [Delivery] = []
        if Failpoint.isBroken(.ackBeforeCommit) {
            for delivery in deliveries { delivery.ack() }
            // Time for the acks to leave: those of a process that dies at once would break no rule.
            try? await Task.sleep(for: .milliseconds(20))
        }
        for (delivery, outcome) in zip(deliveries, await handle(deliveries, by: worker.handler)) {
            var trouble: StageError?
            if case .success = outcome { Failpoint.pass(.afterConfirmBeforeAck) }
            switch Disposition(outcome, waited: delivery.waited) {
            case .retry(let error): trouble = error
            case let disposition: trouble = await settler.settle(delivery, disposition)
            }
            guard let trouble, !delivery.isStale else {
                metrics.putDown(delivery)
                continue
            }
            metrics.retry(delivery)
            worker.complaint.raise(trouble, by: worker.number, batch: delivery.id)
            held.append(delivery)
        }
        return held
    }

    /// Handles the deliveries with a body; the others, too large, get an error.
    private func handle(_ deliveries: [Delivery], by handler: Handler) async -> [Result<Void, StageError>] {
        var outcomes = await handleBodies(of: deliveries.filter { $0.bodyTooLarge == nil }, by: handler)[...]
        return deliveries.map { delivery in
            guard let bytes = delivery.bodyTooLarge else { return outcomes.popFirst() ?? .failure(.unanswered) }
            return .failure(
                StageError(
                    .batch, reason: "oversized",
                    "the message has \(bytes) bytes, more than the \(settings.stage.maximumBodyBytes) allowed in \(settings.stage.workQueue)"
                ))
        }
    }

    /// Handles deliveries in groups for which there is memory; mostly, that is one group.
    private func handleBodies(
        of deliveries: [Delivery], by handler: Handler
    ) async -> [Result<Void, StageError>] {
        var outcomes: [Result<Void, StageError>] = []
        var rest = deliveries[...]
        while let first = rest.first {
            var bytes = handler.workBytes(of: first)
            var count = 1
            for next in rest.dropFirst() {
                let more = handler.workBytes(of: next)
                guard bytes + more <= work.limit else { break }
                bytes += more
                count += 1
            }
            let group = Array(rest.prefix(count))
            rest = rest.dropFirst(count)
            guard let memory = await work.waitToReserve(bytes) else {
                outcomes += group.map { _ in .failure(.interrupted) }
                continue
            }
            outcomes += await handler.handle(group)
            withExtendedLifetime(memory) {}
        }
        return outcomes
    }
}

extension Delivery {
    /// At 8, 16, 32… times: often enough to be noticed, and rarely enough not to flood the log.
    fileprivate var isLostOften: Bool { deliveryCount >= 8 && deliveryCount & (deliveryCount - 1) == 0 }
}

extension StageError {
    fileprivate static var interrupted: StageError {
        StageError(.interrupted, reason: "cancelled", "the service stops before there was memory for the delivery")
    }

    fileprivate static var unanswered: StageError {
        StageError(.infrastructure, reason: "unanswered", "the handler returned no outcome for the delivery")
    }
}
