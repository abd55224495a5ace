import Bus
package import Logging
package import RabbitMQ

/// A scoped publisher of extract jobs.
package enum JobPublisher {
    /// - Parameter observer: receives connection and publishing events.
    package static func with<Value: Sendable>(
        _ broker: RabbitMQConfiguration, _ logger: Logger, observer: (any ConnectionObserver)? = nil,
        _ body: @escaping @Sendable (RabbitMQPublisher) async throws -> Value
    ) async throws -> Value {
        let publisher = RabbitMQPublisher(
            configuration: broker, queues: Stage.queues, logger: logger, observer: observer)
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask {
                try await publisher.run()
                return nil
            }
            group.addTask { try await body(publisher) }
            defer { group.cancelAll() }
            while let value = try await group.next() {
                if let value { return value }
            }
            throw CancellationError()
        }
    }
}
