package import Logging

/// Publishes messages and waits until the broker has stored them, over a connection of its own; reconnects after a
/// loss.
///
/// The publisher retries after a refusal by a full queue and after a lost connection, and over a new connection if a queue
/// confirms nothing for ``RabbitMQConfiguration/confirmTimeout``. So a message can arrive twice: its ``Message/id`` lets the
/// receiver detect that.
package final class RabbitMQPublisher: Sendable {
    private let configuration: RabbitMQConfiguration
    private let core: PublisherCore

    /// - Parameters:
    ///   - queues: declared at every connect.
    ///   - observer: receives the events of connections and messages.
    package init(
        configuration: RabbitMQConfiguration, queues: [Queue], logger: Logger, observer: (any ConnectionObserver)? = nil
    ) {
        self.configuration = configuration
        core = PublisherCore(configuration, queues: queues, logger: logger, observer: observer)
    }

    /// Connects and publishes on a thread of its own until the task is cancelled; call it once.
    ///
    /// - Throws: only errors that an operator has to fix: the login, the vhost, permissions, a queue that exists with
    ///   other arguments. Later calls of ``publish(_:to:)`` throw the same error.
    package func run() async throws(RabbitMQError) {
        guard core.start() else {
            throw RabbitMQError(.protocolError, "a publisher runs once: create a new one")
        }
        let supervisor = ConnectionSupervisor(
            configuration: configuration, owner: core, stop: core.stop, logger: core.logger)
        let result = await withTaskCancellationHandler {
            await OSThread.run(named: "amqp-publish") { supervisor.run() }
        } onCancel: {
            core.stop.request()
        }
        do throws(RabbitMQError) {
            try OSThread.value(of: result)
            core.end(with: nil)
        } catch {
            core.end(with: error)
            throw error
        }
    }

    /// Publishes a message and returns when the broker has stored it; waits while there is no connection or no space.
    ///
    /// The caller bounds memory by its number of concurrent calls. At most 128 messages or 64 MiB are unconfirmed at a
    /// time.
    /// - Throws: ``RabbitMQError/Code/unroutable``, ``RabbitMQError/Code/messageTooLarge``,
    ///   ``RabbitMQError/Code/cancelled`` (the message may arrive nevertheless), or the error of ``run()``.
    package func publish(_ message: Message, to queue: String) async throws(RabbitMQError) {
        try message.validate(for: queue)
        let number = core.nextNumber()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { caller in
                core.enqueue(PendingPublish(number: number, message: message, queue: queue, caller: caller))
            }
        } onCancel: {
            core.abandon(number)
        }
        try result.get()
    }

    /// The state of the connection.
    package var state: ConnectionState { core.connection }

    package var statistics: PublisherStatistics { core.statistics }
}

/// A publisher's counters since its creation, and its current messages.
package struct PublisherStatistics: Sendable, Hashable {
    /// Messages the broker has stored.
    package internal(set) var confirmed = 0
    /// Refusals by a full queue; the publisher retries each.
    package internal(set) var nacked = 0
    /// Messages that the broker returned because no queue exists for them.
    package internal(set) var returned = 0
    /// Connections lost.
    package internal(set) var reconnects = 0
    /// Messages sent and not confirmed.
    package internal(set) var unconfirmed = 0
    /// Unsent messages: there is no connection, or the window or a queue is full.
    package internal(set) var waiting = 0
}
