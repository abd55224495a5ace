/// A queue as this project declares it: durable, quorum, and refusing messages above its length instead of dropping
/// some.
///
/// The broker refuses to change any of these on an existing queue (``RabbitMQError/Code/queueMismatch``).
package struct Queue: Sendable, Hashable {
    /// A practically unreachable delivery limit.
    ///
    /// The default limit is 20 from RabbitMQ 4.0 on, and -1 dead-letters at once before 4.0; a large number works in
    /// both. A queue browsed with ``RabbitMQBrowser/browse(_:maximumBodyBytes:_:)`` needs it, because each pass counts
    /// as a delivery.
    package static let unlimitedDeliveries = 1_000_000_000

    package let name: String
    /// Bytes of ready messages above which the broker refuses new ones; 0 sets no limit.
    package let maxLengthBytes: Int
    /// The number of returns after which the broker dead-letters a message (drops it without a dead-letter queue).
    package let deliveryLimit: Int
    /// The queue for rejected messages, to which the broker publishes with confirms; nil drops them.
    package let deadLetterQueue: String?
    /// The time after which the broker moves a message to the dead-letter queue; nil keeps it.
    package let messageTime: Duration?

    package init(
        name: String, maxLengthBytes: Int, deliveryLimit: Int, deadLetterQueue: String?, messageTime: Duration? = nil
    ) {
        self.name = name
        self.maxLengthBytes = maxLengthBytes
        self.deliveryLimit = deliveryLimit
        self.deadLetterQueue = deadLetterQueue
        self.messageTime = messageTime
    }

    /// The arguments of queue.declare (rabbitmq.com/docs/queues#optional-arguments).
    var arguments: [(key: String, value: TableValue)] {
        var arguments: [(key: String, value: TableValue)] = [
            ("x-queue-type", .string("quorum")),
            ("x-overflow", .string("reject-publish")),
            ("x-delivery-limit", .integer(Int64(deliveryLimit))),
        ]
        if maxLengthBytes > 0 { arguments.append(("x-max-length-bytes", .integer(Int64(maxLengthBytes)))) }
        if let messageTime {
            arguments.append(("x-message-ttl", .integer(Int64(messageTime.inMillisecondsRoundedUp))))
        }
        if let deadLetterQueue {
            arguments.append(("x-dead-letter-exchange", .string("")))
            arguments.append(("x-dead-letter-routing-key", .string(deadLetterQueue)))
            arguments.append(("x-dead-letter-strategy", .string("at-least-once")))
        }
        return arguments
    }
}
