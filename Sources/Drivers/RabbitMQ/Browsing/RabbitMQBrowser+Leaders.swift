extension RabbitMQBrowser {
    /// The number of messages in a queue that is said to be empty.
    ///
    /// A passive declare says so as well while a quorum queue has no leader, as after a start of the broker. A consumer needs the
    /// leader, so it tells the two apart. It holds a message for a moment, if there is one.
    /// - Throws: ``RabbitMQError/Code/brokerUnavailable`` or ``RabbitMQError/Code/timeout`` if no leader answers.
    func readyByLeader(of queue: String) async throws(RabbitMQError) -> Int {
        let count = try countWithConsumer(queue)
        return try await readyWhenNobodyBrowses(queue, atLeast: count)
    }

    private func countWithConsumer(_ queue: String) throws(RabbitMQError) -> Int {
        try onOpenChannel { connection, limit throws(RabbitMQError) in
            connection.purpose = "find the leader of queue \(queue)"
            let tag = "leader"
            try connection.consume(queue: queue, tag: tag, prefetch: 1, within: limit)
            var traffic = ChannelTraffic(
                maximumBodyBytes: 0, endpoint: connection.endpoint, stop: ConnectionStop())
            let held = try traffic.cancel(tag, on: &connection, within: limit)
            let rest = try connection.inspect(queue: queue, within: limit).ready
            try connection.reopenChannel(closedByBroker: false, within: limit)
            return rest + held
        }
    }
}
