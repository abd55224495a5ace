package import Logging

/// Publishes messages and waits until the broker has stored them, over a connection of its own that it keeps up.
///
/// A message is published again after a refusal by a full queue and after a lost connection, so it can arrive twice:
/// give it an ``Message/id`` by which the receiver can tell.
package final class RabbitMQPublisher: Sendable {
    private let configuration: RabbitMQConfiguration
    private let core: PublisherCore

    /// - Parameters:
    ///   - queues: declared at every connect.
    ///   - observer: is told of connections and messages.
    package init(
        configuration: RabbitMQConfiguration, queues: [Queue], logger: Logger, observer: (any ConnectionObserver)? = nil
    ) {
        self.configuration = configuration
        core = PublisherCore(
            queues: queues, setupLimit: configuration.connectTimeout, logger: logger, observer: observer)
    }

    /// Connects and publishes until the task is cancelled, on a thread of its own; to be called once.
    ///
    /// - Throws: only what an operator has to change: the login, the vhost, permissions, a queue that exists with other
    ///   arguments. Calls of ``publish(_:to:)`` throw the same from then on.
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

    /// Publishes a message and returns when the broker has stored it; waits while there is no connection or no room.
    ///
    /// How many calls run at once is the caller's bound on memory; of these at most 128 messages or 64 MiB are sent and
    /// unconfirmed at a time.
    /// - Throws: ``RabbitMQError/Code/unroutable``, ``RabbitMQError/Code/messageTooLarge``,
    ///   ``RabbitMQError/Code/cancelled`` (the message may arrive nevertheless), or what ``run()`` ended with.
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

    /// How it stands with the broker.
    package var state: ConnectionState { core.connection }

    package var statistics: PublisherStatistics { core.statistics }
}

/// What a publisher has done since it was made, and what is under way.
package struct PublisherStatistics: Sendable, Hashable {
    /// Messages the broker has stored.
    package internal(set) var confirmed = 0
    /// Refusals by a full queue; each is published again.
    package internal(set) var nacked = 0
    /// Messages that the broker returned because no queue exists for them.
    package internal(set) var returned = 0
    /// Connections lost.
    package internal(set) var reconnects = 0
    /// Messages sent and not confirmed.
    package internal(set) var unconfirmed = 0
    /// Messages not sent yet: no connection, the window is full, or a queue is.
    package internal(set) var waiting = 0
}
