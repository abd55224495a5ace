internal import Blocking

/// An operator's access to the broker: one connection, no retries, an error within seconds.
package actor RabbitMQBrowser {
    private let executor = QueueExecutor(label: "rabbitmq-browser")
    private let limit: Duration
    private var connection: AMQPConnection?

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private init(limit: Duration) {
        self.limit = limit
    }

    /// Connects and logs in; each can take ``RabbitMQConfiguration/connectTimeout``.
    package static func connect(_ configuration: RabbitMQConfiguration) async throws(RabbitMQError) -> RabbitMQBrowser {
        let browser = RabbitMQBrowser(limit: configuration.connectTimeout)
        try await browser.connect(configuration)
        return browser
    }

    private func connect(_ configuration: RabbitMQConfiguration) throws(RabbitMQError) {
        connection = try AMQPConnection(configuration: configuration, onSocket: { _ in })
    }

    /// Closes the connection in order; otherwise the browser's release drops it.
    package func close() {
        connection?.close(within: .seconds(1))
        connection = nil
    }

    /// Declares missing queues.
    ///
    /// - Throws: ``RabbitMQError/Code/queueMismatch`` if one exists with other arguments.
    package func declare(_ queues: [Queue]) throws(RabbitMQError) {
        try onOpenChannel { connection, limit throws(RabbitMQError) in try connection.declare(queues, within: limit) }
    }

    /// Declares missing queues as far as the user may; uses those that are there as they are, without the permission to configure them.
    ///
    /// - Throws: ``RabbitMQError/Code/accessRefused`` if one is missing that the user cannot declare.
    package func provide(_ queues: [Queue]) throws(RabbitMQError) {
        try onOpenChannel { connection, limit throws(RabbitMQError) in try connection.provide(queues, within: limit) }
    }

    /// Counts the messages and consumers of a queue; nil if it does not exist.
    package func depth(of queue: String) throws(RabbitMQError) -> QueueDepth? {
        do throws(RabbitMQError) {
            return try onOpenChannel { connection, limit throws(RabbitMQError) in
                let found = try connection.inspect(queue: queue, within: limit)
                return QueueDepth(ready: found.ready, consumers: found.consumers)
            }
        } catch  where error.code == .queueNotFound {
            return nil
        }
    }

    /// Reopens the channel if the broker closes it after a failure, so that the browser stays usable.
    func onOpenChannel<Value>(
        _ body: (inout AMQPConnection, Duration) throws(RabbitMQError) -> Value
    ) throws(RabbitMQError) -> Value {
        guard var current = connection.take() else {
            throw RabbitMQError(.connectionLost, "the connection to RabbitMQ is closed: connect again")
        }
        do throws(RabbitMQError) {
            let value = try body(&current, limit)
            connection = consume current
            return value
        } catch {
            if error.closesChannelOnly {
                try current.reopenChannel(closedByBroker: true, within: limit)
                connection = consume current
            }
            throw error
        }
    }
}

extension RabbitMQError {
    /// Soft errors (AMQP 0-9-1, section 1.1) leave the connection usable.
    var closesChannelOnly: Bool {
        switch replyCode {
        case 311, 312, 313, 403, 404, 405, 406: true
        default: false
        }
    }
}

/// The messages and consumers of a queue, from the answer to a passive declare.
package struct QueueDepth: Sendable, Hashable {
    /// Ready messages, without those that consumers hold.
    package let ready: Int
    package let consumers: Int
}
