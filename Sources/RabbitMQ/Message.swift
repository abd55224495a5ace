/// The value of a message header: the two kinds this project writes.
package enum HeaderValue: Sendable, Hashable {
    case string(String)
    case integer(Int64)
}

/// A message to publish: persistent, mandatory, through the default exchange.
package struct Message: Sendable, Hashable {
    /// The AMQP message-id, at most 255 bytes of UTF-8.
    package var id: String
    package var headers: [String: HeaderValue]
    package var body: [UInt8]

    package init(id: String, headers: [String: HeaderValue] = [:], body: [UInt8]) {
        self.id = id
        self.headers = headers
        self.body = body
    }

    /// The largest body that may be published: one byte below the default `max_message_size` of RabbitMQ 4.0.
    package static let maximumBodyBytes = 16 * 1024 * 1024 - 1

    /// Refuses what the protocol or the broker would answer with a closed channel.
    func validate(for queue: String) throws(RabbitMQError) {
        if body.count > Self.maximumBodyBytes {
            throw RabbitMQError(
                .messageTooLarge,
                """
                message \(id) for queue \(queue) has \(body.count) bytes, the limit is \(Self.maximumBodyBytes): \
                make the batches smaller
                """
            )
        }
        // A short string of AMQP; librabbitmq would cut its length off at 8 bits.
        for name in [id, queue] + headers.keys where name.utf8.count > 255 {
            throw RabbitMQError(
                .protocolError,
                "\(name.prefix(40))… is too long: a message id, queue or header name has at most 255 bytes")
        }
    }
}
