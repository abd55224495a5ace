extension RabbitMQBrowser {
    /// Waits until no other connection has the lock, and takes it. The broker releases it with the connection, however
    /// that ends.
    ///
    /// The lock is an exclusive, always empty queue (AMQP 0-9-1, section 1.7.2.1).
    /// - Throws: ``RabbitMQError/Code/inUse`` if it is not free within `limit`.
    package func lock(_ name: String, within limit: Duration = .seconds(30)) async throws(RabbitMQError) {
        let deadline = MonotonicTime.now() + limit
        var backoff = Backoff(initial: .milliseconds(20), maximum: .milliseconds(500))
        while true {
            do throws(RabbitMQError) {
                try onOpenChannel { connection, limit throws(RabbitMQError) in
                    try connection.declareLock(name, within: limit)
                }
                return
            } catch  where error.replyCode == Self.resourceLocked {
                guard deadline.remaining() > .zero else {
                    throw RabbitMQError(
                        .inUse,
                        "another command has held the same queues for \(limit.wholeSeconds) seconds: try again later"
                    )
                }
            }
            try await Self.pause(backoff.next())
        }
    }

    /// Releases the lock.
    package func unlock(_ name: String) throws(RabbitMQError) {
        try onOpenChannel { connection, limit throws(RabbitMQError) in
            try connection.delete(queue: name, within: limit)
        }
    }

    /// AMQP 0-9-1, section 1.2.
    private static let resourceLocked = 405
}
