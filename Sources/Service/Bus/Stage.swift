import ETLModels
package import RabbitMQ

/// A step of the flow. Each has a work queue, from which any number of processes consume, and a dead-letter queue.
package enum Stage: String, Sendable, Hashable, CaseIterable {
    case extract
    case transform
    case load

    /// The queue that the stage consumes: extract jobs, raw batches, record batches.
    package var workQueue: String { "etl.\(rawValue)" }

    /// The most bytes of a message that the stage takes: what a job or a batch can be. It drops a larger body as it arrives.
    package var maximumBodyBytes: Int {
        switch self {
        case .extract: ExtractJob.maximumBytes
        case .transform: RawBatch.maximumBytes
        case .load: Message.maximumBodyBytes
        }
    }

    /// The queue for messages that the stage cannot handle, until an operator replays or discards them.
    package var deadLetterQueue: String { "etl.\(rawValue).dead" }

    /// The queue in which messages wait for what they need, such as the server of a source, and in no worker's hand. The
    /// broker returns each to the work queue after ``waitingTime``. Nil of stages that wait for servers of their own only.
    package var waitingQueue: String? { self == .extract ? "etl.extract.waiting" : nil }

    /// The queues whose messages the stage has yet to handle.
    package var pendingQueues: [String] { [workQueue, waitingQueue].compactMap(\.self) }
}

extension Stage {
    /// The size of a work queue in bytes at which the broker refuses more, which slows down the stage before it.
    package static let workQueueBytes = 128 << 20
    /// The size of a dead-letter queue in bytes at which the broker refuses more.
    package static let deadLetterQueueBytes = 1 << 30
    /// Unsettled deliveries of a message (a crash, a lost connection) after which the broker dead-letters it.
    ///
    /// High, because a crash counts against every message that the process held, not only the guilty one. So does every
    /// half hour for which a stage holds a message: the broker's consumer timeout. An outage can last for days.
    package static let workQueueDeliveryLimit = 1000

    /// The time that a message spends in a waiting queue.
    package static let waitingTime = Duration.seconds(15)
    /// The time for which a source may be unavailable before its job becomes a dead letter.
    package static let waitingPatience = Duration.seconds(86_400)

    /// The lock that a command holds while it browses dead letters, so that it hides none from another command.
    package static let deadLetterLock = "etl.dead.lock"

    /// All queues of the system. A service declares missing ones at its start if it has the permission.
    package static let queues: [Queue] = allCases.flatMap { stage in
        var queues = [
            Queue(
                name: stage.workQueue, maxLengthBytes: workQueueBytes, deliveryLimit: workQueueDeliveryLimit,
                deadLetterQueue: stage.deadLetterQueue),
            Queue(
                name: stage.deadLetterQueue, maxLengthBytes: deadLetterQueueBytes,
                // Browsing dead letters counts as a delivery too, and must never exhaust the limit.
                deliveryLimit: Queue.unlimitedDeliveries, deadLetterQueue: nil),
        ]
        if let waiting = stage.waitingQueue {
            queues.append(
                Queue(
                    name: waiting, maxLengthBytes: workQueueBytes, deliveryLimit: Queue.unlimitedDeliveries,
                    deadLetterQueue: stage.workQueue, messageTime: waitingTime))
        }
        return queues
    }
}
