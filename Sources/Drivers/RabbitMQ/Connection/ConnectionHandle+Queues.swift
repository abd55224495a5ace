internal import CRabbitMQ

extension ConnectionHandle {
    /// Makes sure that the queues are there, and as they should be as far as the user may know.
    ///
    /// To look whether a queue is there (queue.declare, passive) takes no permission. To compare its arguments, which is
    /// declaring it again, takes the one to configure it; a user who has not got it uses the queue as it is. That is found out
    /// once, since the broker logs each refusal.
    /// - Throws: ``RabbitMQError/Code/accessRefused`` when a queue is missing that the user may not make;
    ///   ``RabbitMQError/Code/queueMismatch`` when one exists with other arguments. The channel is closed then.
    mutating func provide(_ queues: [Queue], within limit: Duration) throws(RabbitMQError) {
        guard try firstMissing(of: queues, within: limit) != nil || mayConfigure else { return }
        do throws(RabbitMQError) {
            try declare(queues, within: limit)
        } catch {
            guard error.code == .accessRefused, error.closesChannelOnly else { throw error }
            mayConfigure = false
            try reopenChannel(closedByBroker: true, within: limit)
            guard let missing = try firstMissing(of: queues, within: limit) else { return }
            throw RabbitMQError(
                .accessRefused,
                """
                there is no queue \(missing) on \(endpoint), and this user may not make it: run `etl migrate` with the broker's \
                URL and a user who may, once. (\(error.message))
                """, replyCode: error.replyCode)
        }
    }

    /// The first queue that is not there; the channel is open afterwards.
    private mutating func firstMissing(of queues: [Queue], within limit: Duration) throws(RabbitMQError) -> String? {
        for queue in queues {
            do throws(RabbitMQError) {
                _ = try inspect(queue: queue.name, within: limit)
            } catch {
                guard error.code == .queueNotFound else { throw error }
                try reopenChannel(closedByBroker: true, within: limit)
                return queue.name
            }
        }
        return nil
    }
}
