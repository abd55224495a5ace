package import Logging
package import MemoryBounds

/// Consumes messages from one queue over a connection of its own, and reconnects after a loss.
///
/// It holds at most `prefetch` deliveries at a time, plus those handed out on an earlier, lost connection.
package final class RabbitMQConsumer: Sendable {
    private let configuration: RabbitMQConfiguration
    private let core: ConsumerCore

    /// - Parameters:
    ///   - queue: the queue to consume.
    ///   - queues: declared at every connect.
    ///   - prefetch: the most unsettled deliveries, 1 to 65535.
    ///   - maximumBodyBytes: larger bodies are dropped, see ``Delivery/bodyTooLarge``.
    ///   - budget: bounds the bodies of all deliveries that are held. A delivery without room in it goes back to the broker
    ///     when there is room. The consumer calls ``ByteBudget/onRelease(_:)``. Nil sets no bound.
    ///   - headerNames: the headers to keep; nil keeps all.
    ///   - observer: receives the events of connections and deliveries.
    package init(
        configuration: RabbitMQConfiguration, queue: String, queues: [Queue], prefetch: Int, maximumBodyBytes: Int,
        budget: ByteBudget? = nil, headerNames: Set<String>? = nil, logger: Logger,
        observer: (any ConnectionObserver)? = nil
    ) {
        self.configuration = configuration
        let options = ConsumerOptions(
            // 0 would mean 2000 to a quorum queue.
            queue: queue, queues: queues, prefetch: UInt16(clamping: max(1, prefetch)),
            limits: ContentLimits(
                bodyBytes: maximumBodyBytes, budget: budget,
                headerNames: headerNames?.union([Delivery.countHeader])),
            setupLimit: configuration.connectTimeout)
        core = ConsumerCore(options: options, logger: logger, observer: observer)
    }

    /// Connects and consumes until the task is cancelled, or until every delivery of the current connection is settled
    /// after ``stop()``. Runs on a thread of its own; call it once.
    ///
    /// - Throws: only errors that an operator has to fix: the login, the vhost, permissions, a queue that is missing or
    ///   exists with other arguments.
    package func run() async throws(RabbitMQError) {
        guard core.start() else {
            throw RabbitMQError(.protocolError, "a consumer runs once: create a new one")
        }
        let supervisor = ConnectionSupervisor(
            configuration: configuration, owner: core, stop: core.stop, logger: core.logger)
        let result = await withTaskCancellationHandler {
            await OSThread.run(named: "amqp-consume") { supervisor.run() }
        } onCancel: {
            core.stop.request()
        }
        core.end()
        try OSThread.value(of: result)
    }

    /// Waits for the next delivery; nil after ``stop()`` if none is left, after ``run()`` has ended, or if the task is
    /// cancelled. Several tasks can call it at once.
    package func next() async -> Delivery? { await next(upTo: 1)?.first }

    /// Waits for `limit` deliveries or the end of the window, and returns the deliveries; nil when ``next()`` returns
    /// nil.
    ///
    /// Of several callers, only the first in line receives deliveries, so that they do not split a group. It does not
    /// wait for deliveries that cannot arrive: after ``stop()``, or once the prefetch is used up. Waiting deliveries
    /// are not handed out yet: a lost connection drops them.
    package func next(upTo limit: Int, gathering window: GatheringWindow = .none) async -> [Delivery]? {
        await core.next(upTo: limit, gathering: window)
    }

    /// Stops new deliveries. Buffered ones are still handed out, and can be settled.
    package func stop() { core.beginStopping() }

    /// The state of the connection.
    package var state: ConnectionState { core.connection }
}

/// The time that deliveries wait for others to form a group.
package struct GatheringWindow: Sendable {
    /// The longest time without another delivery.
    package let silence: Duration
    /// The longest that a delivery waits.
    package let total: Duration

    package init(silence: Duration, total: Duration) {
        self.silence = silence
        self.total = total
    }

    /// Hands out buffered deliveries at once.
    package static let none = GatheringWindow(silence: .zero, total: .zero)
}
