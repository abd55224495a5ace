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
        try await withThrowingTaskGroup { group in
            group.addTask { try await consumer.run() }
            for _ in 0..<settings.workers {
                group.addTask { await work() }
            }
            try await group.waitForAll()
        }
    }

    private func work() async {
        let handler = makeHandler()
        let settler = Settler(stage: settings.stage, publisher: publisher, logger: logger)
        while let deliveries = await consumer.next(upTo: settings.deliveriesPerWorker) {
            await settle(deliveries, by: handler, settler)
        }
    }

    /// Has deliveries handled until none is left to be tried again.
    private func settle(_ deliveries: [Delivery], by handler: Handler, _ settler: Settler) async {
        var pending = deliveries
        var backoff = Backoff(initial: .milliseconds(200), maximum: .seconds(15))
        var complaint = Complaint(logger: logger)
        while !pending.isEmpty {
            let outcomes = await handler.handle(pending)
            var again: [Delivery] = []
            for (delivery, outcome) in zip(pending, outcomes) {
                let disposition = Disposition(outcome)
                if case .retry(let error) = disposition {
                    complaint.raise(error)
                    if !delivery.isStale { again.append(delivery) }
                } else {
                    await settler.settle(delivery, disposition)
                }
            }
            pending = again
            guard !pending.isEmpty else { break }
            let pause = Task.isShuttingDownGracefully ? nil : backoff.next()
            guard let pause, (try? await Task.sleep(for: pause)) != nil else {
                for delivery in pending { await settler.settle(delivery, .giveBack) }
                return
            }
        }
        complaint.withdraw()
    }
}
