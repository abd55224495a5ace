package import RabbitMQ

/// A step of the flow. Each has a work queue, from which any number of processes take, and a dead-letter queue.
package enum Stage: String, Sendable, Hashable, CaseIterable {
    case extract
    case transform
    case load

    /// The queue that the stage takes from: extract jobs, raw batches, record batches.
    package var workQueue: String { "etl.\(rawValue)" }

    /// The queue that keeps what the stage cannot handle, until an operator replays or discards it.
    package var deadLetterQueue: String { "etl.\(rawValue).dead" }
}

extension Stage {
    /// The bytes that may wait in a work queue before the broker refuses more, which slows the stage before it down.
    package static let workQueueBytes = 128 << 20
    /// The bytes that may wait in a dead-letter queue.
    package static let deadLetterQueueBytes = 1 << 30
    /// Deliveries of a message that end without an answer (a crash, a lost connection) before the broker itself
    /// dead-letters it. High, since a crash counts against every message that the process held, not just the guilty one,
    /// and so does every half hour for which a stage holds a message: that long the broker waits for an answer, and an
    /// outage may last for days.
    package static let workQueueDeliveryLimit = 1000

    /// What whoever looks into the dead letters holds meanwhile, so that one look does not hide letters from another.
    package static let deadLetterLock = "etl.dead.lock"

    /// All queues of the system, which a service makes at its start where they are missing and it may.
    package static let queues: [Queue] = allCases.flatMap { stage in
        [
            Queue(
                name: stage.workQueue, maxLengthBytes: workQueueBytes, deliveryLimit: workQueueDeliveryLimit,
                deadLetterQueue: stage.deadLetterQueue),
            Queue(
                name: stage.deadLetterQueue, maxLengthBytes: deadLetterQueueBytes,
                // Looking at dead letters counts as a delivery too and must never use them up.
                deliveryLimit: Queue.unlimitedDeliveries, deadLetterQueue: nil),
        ]
    }
}
