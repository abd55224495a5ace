package import Logging

/// Takes messages from one queue, over a connection of its own that it keeps up.
///
/// At most `prefetch` deliveries are held at a time, plus those that were handed out on a connection that is lost
/// since.
package final class RabbitMQConsumer: Sendable {
    private let configuration: RabbitMQConfiguration
    private let core: ConsumerCore

    /// - Parameters:
    ///   - queue: where messages are taken from.
    ///   - queues: declared at every connect.
    ///   - prefetch: how many unsettled deliveries the broker gives out, 1 to 65535.
    ///   - maximumBodyBytes: larger bodies are not kept, see ``Delivery/bodyTooLarge``.
    ///   - observer: is told of connections and deliveries.
    package init(
        configuration: RabbitMQConfiguration, queue: String, queues: [Queue], prefetch: Int, maximumBodyBytes: Int,
        logger: Logger, observer: (any ConnectionObserver)? = nil
    ) {
        self.configuration = configuration
        let options = ConsumerOptions(
            // 0 would mean 2000 to a quorum queue.
            queue: queue, queues: queues, prefetch: UInt16(clamping: max(1, prefetch)),
            maximumBodyBytes: maximumBodyBytes, setupLimit: configuration.connectTimeout)
        core = ConsumerCore(options: options, logger: logger, observer: observer)
    }

    /// Connects and serves until the task is cancelled, or until after ``stop()`` every delivery of the current
    /// connection is settled; on a thread of its own, to be called once.
    ///
    /// - Throws: only what an operator has to change: the login, the vhost, permissions, a queue that is missing or
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

    /// The next delivery, as soon as there is one; nil after ``stop()`` when nothing is left, after ``run()`` has
    /// ended, or when the task is cancelled. May be called from several tasks at once.
    package func next() async -> Delivery? { await next(upTo: 1)?.first }

    /// The next deliveries, at most `limit`, as soon as there are so many or the window is over; nil when
    /// ``next()`` gives nil.
    ///
    /// Of several callers only the first in line is given any, so that they do not split what comes. Nothing is waited for
    /// that cannot come: after ``stop()``, or when the prefetch is used up. Deliveries that wait are not handed out
    /// yet: when the connection is lost, nobody ever sees them.
    package func next(upTo limit: Int, gathering window: GatheringWindow = .none) async -> [Delivery]? {
        await core.next(upTo: limit, gathering: window)
    }

    /// Takes no new deliveries; what is here already is still handed out and can be settled.
    package func stop() { core.beginStopping() }

    /// How it stands with the broker.
    package var state: ConnectionState { core.connection }
}

/// How long deliveries wait for others, to be handed out together.
package struct GatheringWindow: Sendable {
    /// The longest time without another delivery.
    package let silence: Duration
    /// The longest that a delivery waits.
    package let total: Duration

    package init(silence: Duration, total: Duration) {
        self.silence = silence
        self.total = total
    }

    /// Deliveries that are here are handed out at once.
    package static let none = GatheringWindow(silence: .zero, total: .zero)
}
