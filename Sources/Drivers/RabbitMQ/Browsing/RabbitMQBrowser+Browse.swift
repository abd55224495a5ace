extension RabbitMQBrowser {
    /// Browses the messages that are in a queue now, in their order, and carries out the decisions of `decide`.
    ///
    /// Kept messages return at the end of the pass, also if this process ends. An interrupted pass can leave the queue
    /// rotated: the messages it held come after the rest. The next pass detects that, and rotates the queue back. A
    /// pass hides its messages from others, so take the lock of the queue first (``lock(_:within:)``). Each pass counts
    /// as a delivery: the queue must have ``Queue/unlimitedDeliveries``. One body is in memory at a time; while a move
    /// waits for the broker, up to a thirtieth of the queue.
    /// - Parameters:
    ///   - maximumBodyBytes: larger bodies are not kept in memory.
    ///   - large: keeps those of some messages in files; nil to drop all.
    ///   - onMove: called when the broker has stored the last moved message.
    /// - Throws: ``RabbitMQError/Code/queueNotFound`` if the queue does not exist, the errors of `decide`, or the error
    ///   of a move. After that, the moved message is in one queue or in both.
    package func browse(
        _ queue: String, maximumBodyBytes: Int, large: LargeBodies? = nil, onMove: () -> Void = {},
        _ decide: (BrowsedMessage) throws -> BrowseDecision
    ) async throws {
        var ready = try await readyWhenNobodyBrowses(queue)
        if ready == 0 { ready = try await readyByLeader(of: queue) }
        let (removed, turned) = try await pass(over: queue, ready, maximumBodyBytes, large, onMove, decide)
        // A browsed message goes to the end of the queue. Messages that an interrupted pass left there return to the
        // front once the messages before them go to the end too.
        if turned > 0 { _ = try await pass(over: queue, min(turned, ready - removed), 0, nil, {}, { _ in .keep }) }
    }

    private func pass(
        over queue: String, _ count: Int, _ maximumBodyBytes: Int, _ large: LargeBodies?, _ onMove: () -> Void,
        _ decide: (BrowsedMessage) throws -> BrowseDecision
    ) async throws -> (removed: Int, turned: Int) {
        guard count > 0 else { return (0, 0) }
        let outcome = try await stoppable { stop in
            try onOpenChannel { connection, limit throws(RabbitMQError) in
                var pass = BrowsePass(
                    queue, count: count, maximumBodyBytes: maximumBodyBytes, large: large, limit: limit,
                    endpoint: connection.endpoint, stop: stop)
                let outcome = Result { try pass.run(on: &connection, onMove: onMove, decide) }
                if case .failure(let error as RabbitMQError) = outcome { throw error }
                try pass.end(on: &connection)
                return outcome
            }
        }
        let result = try outcome.get()
        // The channel is closed before the queue has taken its messages back.
        _ = try await readyWhenNobodyBrowses(queue, atLeast: count - result.removed)
        return result
    }

    /// Publishes messages one after another until `next` returns nil; each is stored before the call of `next`.
    ///
    /// - Throws: the errors of `next`, or of a failed publish: ``RabbitMQError/Code/queueFull``, or
    ///   ``RabbitMQError/Code/cancelled`` after the task's cancellation.
    package func publish(to queue: String, _ next: () throws -> Message?) async throws {
        let outcome = try await stoppable { stop in
            try onOpenChannel { connection, limit throws(RabbitMQError) in
                connection.purpose = "publish to queue \(queue)"
                try connection.selectConfirms(within: limit)
                var traffic = ChannelTraffic(maximumBodyBytes: 0, endpoint: connection.endpoint, stop: stop)
                let outcome = Result {
                    while let message = try next() { try traffic.publish(message, to: queue, on: &connection) }
                }
                if case .failure(let error as RabbitMQError) = outcome { throw error }
                try connection.reopenChannel(closedByBroker: false, within: limit)
                return outcome
            }
        }
        try outcome.get()
    }

    /// Runs waiting work on this actor's thread; cancelling the task stops it.
    private func stoppable<Value>(_ body: (ConnectionStop) throws -> Value) async throws -> Value {
        let stop = ConnectionStop()
        return try await withTaskCancellationHandler {
            try body(stop)
        } onCancel: {
            stop.request()
        }
    }

    /// The messages of a queue once no consumer holds any. After the last browser was killed, the broker returns its
    /// messages a moment after its lock.
    func readyWhenNobodyBrowses(_ queue: String, atLeast least: Int = 0) async throws(RabbitMQError) -> Int {
        let deadline = MonotonicTime.now() + .seconds(5)
        while true {
            guard let depth = try depth(of: queue) else {
                throw RabbitMQError(.queueNotFound, "there is no queue \(queue)", replyCode: 404)
            }
            if depth.consumers == 0 && depth.ready >= least { return depth.ready }
            guard deadline.remaining() > .zero else {
                // Fewer than expected, as after a purge, is not an error.
                if depth.consumers == 0 { return depth.ready }
                throw RabbitMQError(
                    .inUse,
                    "another consumer takes messages from queue \(queue): end that consumer, then try again")
            }
            try await Self.pause(.milliseconds(10))
        }
    }

    static func pause(_ duration: Duration) async throws(RabbitMQError) {
        do {
            try await Task.sleep(for: duration)
        } catch {
            throw RabbitMQError(.cancelled, "stopped while waiting for RabbitMQ")
        }
    }
}
