package import Logging
package import RabbitMQ
import ServiceLifecycle

/// Runs a stage: takes deliveries from its queue, has them handled by several workers, and settles each.
///
/// Memory is bounded by the prefetch: what the broker has handed out and not got back is all there ever is.
/// At a graceful shutdown the service takes nothing more in, handles and settles what it has, and ends.
package struct StageService<Handler: StageHandler>: Service {
    private let settings: StageSettings
    private let consumer: RabbitMQConsumer
    private let publisher: RabbitMQPublisher
    private let logger: Logger
    private let makeHandler: @Sendable () -> Handler

    package init(
        _ settings: StageSettings, publisher: RabbitMQPublisher, logger: Logger,
        handler: @escaping @Sendable () -> Handler
    ) {
        self.settings = settings
        self.publisher = publisher
        self.logger = logger
        makeHandler = handler
        consumer = RabbitMQConsumer(
            configuration: settings.broker, queue: settings.stage.workQueue, queues: Stage.queues,
            prefetch: settings.prefetch, maximumBodyBytes: Message.maximumBodyBytes, logger: logger)
    }

    package func run() async throws {
        try await withGracefulShutdownHandler {
            try await withThrowingTaskGroup { group in
                // The publisher outlives the workers: what they have in hand still has to be confirmed.
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
        let complaint = Complaint(logger: logger)
        try await withThrowingTaskGroup { group in
            for number in 0..<settings.workers {
                group.addTask { await work(Worker(number: number, handler: makeHandler(), complaint: complaint)) }
            }
            try await consumer.run()
            // What a worker still has in hand came on a connection that is lost: it would be done in vain.
            group.cancelAll()
        }
    }

    private struct Worker {
        let number: Int
        let handler: Handler
        let complaint: Complaint
    }

    private func work(_ worker: Worker) async {
        while let deliveries = await consumer.next(upTo: settings.deliveriesPerWorker) {
            await settle(deliveries, by: worker)
        }
    }

    /// Has deliveries handled until none is left to be tried again.
    private func settle(_ deliveries: [Delivery], by worker: Worker) async {
        var pending = deliveries
        var backoff = Backoff(initial: .milliseconds(200), maximum: .seconds(15))
        while !pending.isEmpty {
            pending = await attempt(pending, by: worker)
            guard !pending.isEmpty else { break }
            do {
                let pause = backoff.next()
                try await cancelWhenGracefulShutdown { try await Task.sleep(for: pause) }
                pending.removeAll(where: \.isStale)
            } catch {
                for delivery in pending { delivery.requeue() }
                return
            }
        }
        worker.complaint.withdraw(by: worker.number)
    }

    /// Has deliveries handled once, and settles those that can be.
    ///
    /// - Returns: those that stay in hand.
    private func attempt(_ deliveries: [Delivery], by worker: Worker) async -> [Delivery] {
        let settler = Settler(stage: settings.stage, publisher: publisher, logger: logger)
        var held: [Delivery] = []
        for (delivery, outcome) in zip(deliveries, await handle(deliveries, by: worker.handler)) {
            var trouble: StageError?
            switch Disposition(outcome) {
            case .retry(let error): trouble = error
            case let disposition: trouble = await settler.settle(delivery, disposition)
            }
            guard let trouble, !delivery.isStale else { continue }
            worker.complaint.raise(trouble, by: worker.number)
            held.append(delivery)
        }
        return held
    }

    /// Has deliveries handled whose bodies were taken in; the others are to blame themselves.
    private func handle(_ deliveries: [Delivery], by handler: Handler) async -> [Result<Void, StageError>] {
        var outcomes = await handler.handle(deliveries.filter { $0.bodyTooLarge == nil })[...]
        return deliveries.map { delivery in
            guard let bytes = delivery.bodyTooLarge else { return outcomes.popFirst() ?? .failure(.unanswered) }
            return .failure(
                StageError(
                    .batch, reason: "oversized",
                    "the message has \(bytes) bytes, more than the \(Message.maximumBodyBytes) allowed"))
        }
    }
}

extension StageError {
    fileprivate static var unanswered: StageError {
        StageError(.infrastructure, reason: "unanswered", "the handler has not answered for the delivery")
    }
}
