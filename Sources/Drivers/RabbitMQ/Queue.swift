/// A queue as this project declares them: durable, quorum, refusing what is over its length instead of dropping.
///
/// Changing any of these on a queue that exists is refused by the broker (``RabbitMQError/Code/queueMismatch``).
package struct Queue: Sendable, Hashable {
    /// A delivery limit nothing reaches.
    ///
    /// Leaving the limit out means 20 from RabbitMQ 4.0 on, and -1 dead-letters at once before 4.0; a large number
    /// means the same in both. A queue that is browsed with ``RabbitMQBrowser/browse(_:maximumBodyBytes:_:)`` needs
    /// it, because each pass counts as a delivery.
    package static let unlimitedDeliveries = 1_000_000_000

    package let name: String
    /// Bytes of ready messages above which the broker refuses new ones; 0 sets no limit.
    package let maxLengthBytes: Int
    /// Returns after which the broker dead-letters a message (drops it, if there is no dead-letter queue).
    package let deliveryLimit: Int
    /// Where rejected messages go, published with confirms by the broker; nil drops them.
    package let deadLetterQueue: String?

    package init(name: String, maxLengthBytes: Int, deliveryLimit: Int, deadLetterQueue: String?) {
        self.name = name
        self.maxLengthBytes = maxLengthBytes
        self.deliveryLimit = deliveryLimit
        self.deadLetterQueue = deadLetterQueue
    }

    /// The arguments of queue.declare (rabbitmq.com/docs/queues#optional-arguments).
    var arguments: [(key: String, value: TableValue)] {
        var arguments: [(key: String, value: TableValue)] = [
            ("x-queue-type", .string("quorum")),
            ("x-overflow", .string("reject-publish")),
            ("x-delivery-limit", .integer(Int64(deliveryLimit))),
        ]
        if maxLengthBytes > 0 { arguments.append(("x-max-length-bytes", .integer(Int64(maxLengthBytes)))) }
        if let deadLetterQueue {
            arguments.append(("x-dead-letter-exchange", .string("")))
            arguments.append(("x-dead-letter-routing-key", .string(deadLetterQueue)))
            arguments.append(("x-dead-letter-strategy", .string("at-least-once")))
        }
        return arguments
    }
}
