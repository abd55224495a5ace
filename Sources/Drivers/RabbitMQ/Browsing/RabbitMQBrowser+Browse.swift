extension RabbitMQBrowser {
    /// Browses the messages that are in a queue now, in their order, and carries out what `decide` says.
    ///
    /// Kept messages go back when the pass ends, also when it ends with this process. A pass that was cut off may leave the
    /// queue turned: the messages it held come behind the rest. The next pass sees that, and turns the queue back. A pass holds
    /// its messages back from others, so take the lock of the queue first (``lock(_:within:)``). Each pass counts as a delivery:
    /// the queue has to have ``Queue/unlimitedDeliveries``. One body is in memory at a time, or as many as come in while a move waits for the
    /// broker: a thirtieth of the queue.
    /// - Parameters:
    ///   - maximumBodyBytes: larger bodies are not kept.
    ///   - onMove: called when the broker has stored the message that a move was decided on for last.
    /// - Throws: ``RabbitMQError/Code/queueNotFound`` if there is no such queue, what `decide` throws, or what a move has
    ///   failed by. A message that was to be moved is in one queue or in both then.
    package func browse(
        _ queue: String, maximumBodyBytes: Int, onMove: () -> Void = {},
        _ decide: (BrowsedMessage) throws -> BrowseDecision
    ) async throws {
        let ready = try await readyWhenNobodyBrowses(queue)
        let (removed, turned) = try await pass(over: queue, ready, maximumBodyBytes, onMove, decide)
        // A browsed message goes to the end of the queue: those that a cut pass left there wrongly come back to the front
        // when the messages before them go to the end too.
        if turned > 0 { _ = try await pass(over: queue, min(turned, ready - removed), 0, {}, { _ in .keep }) }
    }

    private func pass(
        over queue: String, _ count: Int, _ maximumBodyBytes: Int, _ onMove: () -> Void,
        _ decide: (BrowsedMessage) throws -> BrowseDecision
    ) async throws -> (removed: Int, turned: Int) {
        guard count > 0 else { return (0, 0) }
        let outcome = try await stoppable { stop in
            try onOpenChannel { connection, limit throws(RabbitMQError) in
                var pass = BrowsePass(
                    queue, count: count, maximumBodyBytes: maximumBodyBytes, limit: limit,
                    endpoint: connection.endpoint, stop: stop)
                let outcome = Result { try pass.run(on: &connection, onMove: onMove, decide) }
                if case .failure(let error as RabbitMQError) = outcome { throw error }
                try pass.end(on: &connection)
                return outcome
            }
        }
        let result = try outcome.get()
        // The channel is closed before the queue has taken back what it held.
        _ = try await readyWhenNobodyBrowses(queue, atLeast: count - result.removed)
        return result
    }

    /// Publishes messages one after the other until `next` has no more; each is stored when the next is asked for.
    ///
    /// - Throws: what `next` throws, or what a message was not stored by: ``RabbitMQError/Code/queueFull``, or
    ///   ``RabbitMQError/Code/cancelled`` when the task is.
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

    /// Runs what waits on this actor's thread; cancelling the task has it stop.
    private func stoppable<Value>(_ body: (ConnectionStop) throws -> Value) async throws -> Value {
        let stop = ConnectionStop()
        return try await withTaskCancellationHandler {
            try body(stop)
        } onCancel: {
            stop.request()
        }
    }

    /// The messages of a queue once no consumer holds any: the last browser may have been killed, and the broker gives
    /// back what that one held a moment after the lock.
    private func readyWhenNobodyBrowses(_ queue: String, atLeast least: Int = 0) async throws(RabbitMQError) -> Int {
        let deadline = MonotonicTime.now() + .seconds(5)
        while true {
            guard let depth = try depth(of: queue) else {
                throw RabbitMQError(.queueNotFound, "there is no queue \(queue)", replyCode: 404)
            }
            if depth.consumers == 0 && depth.ready >= least { return depth.ready }
            guard deadline.remaining() > .zero else {
                // Fewer than expected, as after a purge, is no trouble.
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
