package import RabbitMQ

extension RabbitMQConsumer {
    /// Runs the consumer until it has taken `count` messages out of the queue.
    package func take(_ count: Int) async throws -> [Delivery] {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.run() }
            var taken: [Delivery] = []
            while taken.count < count, let delivery = await next() {
                delivery.ack()
                taken.append(delivery)
            }
            stop()
            // More messages may have arrived already.
            while let extra = await next() { extra.requeue() }
            try await group.waitForAll()
            return taken
        }
    }
}
