internal import CRabbitMQ

// Calls that wait for the broker's answer. Only made before messages flow: while librabbitmq waits, it keeps every
// other frame in memory.
extension AMQPConnection {
    /// The timeout of an answer. librabbitmq enforces it; the watchdog does if librabbitmq fails to.
    private func answer(_ action: String, within limit: Duration, _ call: () -> Void) throws(RabbitMQError) {
        socket.within(limit + .seconds(1), call)
        if socket.wasCut { try check(AMQP_STATUS_TIMEOUT.rawValue, action) }
        let error = RabbitMQError(reply: amqp_get_rpc_reply(state), situation(action))
        amqp_maybe_release_buffers_on_channel(state, Self.channel)
        if let error { throw error }
    }

    /// Declares missing queues (queue.declare).
    ///
    /// - Throws: ``RabbitMQError/Code/queueMismatch`` if one exists with other arguments; the channel is closed then.
    mutating func declare(_ queues: [Queue], within limit: Duration) throws(RabbitMQError) {
        for queue in queues {
            arena.reset()
            let name = arena.bytes(queue.name)
            let arguments = arena.table(queue.arguments)
            try answer("declare queue \(queue.name)", within: limit) {
                _ = amqp_queue_declare(state, Self.channel, name, 0, 1, 0, 0, arguments)
            }
        }
    }

    /// Verifies that the queues exist, and their arguments as far as the user's permissions allow.
    ///
    /// Checking that a queue exists (queue.declare, passive) needs no permission. Comparing its arguments means
    /// declaring it again, which needs the configure permission; a user without it uses the queue as it is. The
    /// connection tries that once, because the broker logs each refusal.
    /// - Throws: ``RabbitMQError/Code/accessRefused`` if a queue is missing that the user cannot declare;
    ///   ``RabbitMQError/Code/queueMismatch`` if one exists with other arguments. The channel is closed then.
    mutating func provide(_ queues: [Queue], within limit: Duration) throws(RabbitMQError) {
        let areThere = try firstMissing(of: queues, within: limit) == nil
        if !areThere { try reopenChannel(closedByBroker: true, within: limit) }
        guard !areThere || mayConfigure else { return }
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
                there is no queue \(missing) on \(endpoint), and this user cannot create it: run `etl migrate` once with the \
                broker's URL and a user who can. (\(error.message))
                """, replyCode: error.replyCode)
        }
    }

    /// The first missing queue; the broker has closed the channel then.
    private mutating func firstMissing(of queues: [Queue], within limit: Duration) throws(RabbitMQError) -> String? {
        for queue in queues {
            do throws(RabbitMQError) {
                _ = try inspect(queue: queue.name, within: limit)
            } catch {
                guard error.code == .queueNotFound else { throw error }
                return queue.name
            }
        }
        return nil
    }

    /// Ready messages and consumers of a queue (queue.declare, passive); the channel is closed if the queue does not
    /// exist.
    mutating func inspect(queue: String, within limit: Duration) throws(RabbitMQError) -> (ready: Int, consumers: Int) {
        arena.reset()
        let name = arena.bytes(queue)
        var found: (ready: Int, consumers: Int) = (0, 0)
        try answer("inspect queue \(queue)", within: limit) {
            guard let reply = amqp_queue_declare(state, Self.channel, name, 1, 0, 0, 0, amqp_empty_table) else {
                return
            }
            found = (Int(reply.pointee.message_count), Int(reply.pointee.consumer_count))
        }
        return found
    }

    func selectConfirms(within limit: Duration) throws(RabbitMQError) {
        try answer("enable publisher confirms", within: limit) { _ = amqp_confirm_select(state, Self.channel) }
    }

    mutating func consume(
        queue: String, tag: String, prefetch: UInt16, within limit: Duration
    ) throws(RabbitMQError) {
        try answer("set the prefetch", within: limit) { _ = amqp_basic_qos(state, Self.channel, 0, prefetch, 0) }
        arena.reset()
        let name = arena.bytes(queue)
        let tag = arena.bytes(tag)
        try answer("consume from queue \(queue)", within: limit) {
            _ = amqp_basic_consume(state, Self.channel, name, tag, 0, 0, 0, amqp_empty_table)
        }
    }

    /// Declares an exclusive queue, which the broker deletes with the connection (queue.declare).
    ///
    /// - Throws: an error with reply code 405 while another connection has it; the channel is closed then.
    mutating func declareLock(_ name: String, within limit: Duration) throws(RabbitMQError) {
        arena.reset()
        let bytes = arena.bytes(name)
        try answer("declare queue \(name)", within: limit) {
            _ = amqp_queue_declare(state, Self.channel, bytes, 0, 0, 1, 1, amqp_empty_table)
        }
    }

    mutating func delete(queue: String, within limit: Duration) throws(RabbitMQError) {
        arena.reset()
        let name = arena.bytes(queue)
        try answer("delete queue \(queue)", within: limit) { _ = amqp_queue_delete(state, Self.channel, name, 0, 0) }
    }

    /// Reopens the channel after the broker closed it, or to return all unsettled deliveries.
    func reopenChannel(closedByBroker: Bool, within limit: Duration) throws(RabbitMQError) {
        if closedByBroker {
            acknowledgeClose(AMQP_CHANNEL_CLOSE_METHOD)
        } else {
            let reply = socket.within(limit + .seconds(1)) {
                amqp_channel_close(state, Self.channel, AMQP_REPLY_SUCCESS)
            }
            if let error = RabbitMQError(reply: reply, situation("close the channel")) { throw error }
        }
        amqp_maybe_release_buffers(state)
        try answer("open a channel", within: limit) { _ = amqp_channel_open(state, Self.channel) }
    }
}
