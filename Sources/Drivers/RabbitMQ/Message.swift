/// The value of a message header, of the two types that this project writes.
package enum HeaderValue: Sendable, Hashable {
    case string(String)
    case integer(Int64)

    /// The size of the value and its prefix (AMQP 0-9-1, section 4.2.5.5).
    fileprivate var byteCount: Int {
        switch self {
        case .string(let text): text.utf8.count + 6
        case .integer: 10
        }
    }
}

/// A message to publish: persistent, mandatory, through the default exchange.
package struct Message: Sendable, Hashable {
    /// The AMQP message-id, at most 255 bytes of UTF-8.
    package var id: String
    package var headers: [String: HeaderValue]
    package var body: [UInt8]
    /// A body of any size, in place of `body`. Only a ``RabbitMQBrowser`` publishes it.
    package var largeBody: FileBody?
    /// The longest time that it stays in its queue, if the queue does not say less; nil for no limit of its own. The broker counts it
    /// when the message is the first of the queue (RabbitMQ, “Time-to-Live”), and forgets it when it moves the message.
    package var lifetime: Duration?

    /// The size of the body.
    package var bodyBytes: Int { largeBody?.count ?? body.count }

    package init(id: String, headers: [String: HeaderValue] = [:], body: [UInt8]) {
        self.id = id
        self.headers = headers
        self.body = body
    }

    /// The same with a body in a file.
    package init(id: String, headers: [String: HeaderValue] = [:], largeBody: FileBody) {
        self.init(id: id, headers: headers, body: [])
        self.largeBody = largeBody
    }

    /// The largest allowed body: one byte below the default `max_message_size` of RabbitMQ 4.0.
    package static let maximumBodyBytes = 16 * 1024 * 1024 - 1

    /// The largest id, queue or header name: a short string (AMQP 0-9-1, section 4.2.5.3).
    package static let maximumNameBytes = 255
    /// The size limit of all headers: they are sent in a single frame, whose default limit in the broker is 128 KiB.
    package static let maximumHeaderBytes = 100_000

    /// Rejects a message for which the broker would close the channel.
    ///
    /// - Parameter allowsLarge: whether the body may be in a file; only the broker limits its size then.
    func validate(for queue: String, allowsLarge: Bool = false) throws(RabbitMQError) {
        if body.count > Self.maximumBodyBytes || largeBody != nil && !allowsLarge {
            throw RabbitMQError(
                .messageTooLarge,
                """
                message \(id) for queue \(queue) has \(bodyBytes) bytes, the limit is \(Self.maximumBodyBytes): \
                make the batches smaller
                """
            )
        }
        // A short string of AMQP; librabbitmq would truncate its length to 8 bits.
        for name in [id, queue] + headers.keys where name.utf8.count > Self.maximumNameBytes {
            throw RabbitMQError(
                .invalidMessage,
                "\(name.prefix(40))… is too long: a message id, queue or header name has at most 255 bytes")
        }
        let headerBytes = headers.reduce(0) { $0 + $1.key.utf8.count + $1.value.byteCount }
        if headerBytes > Self.maximumHeaderBytes {
            throw RabbitMQError(
                .invalidMessage,
                "the headers of message \(id) have \(headerBytes) bytes, the limit is \(Self.maximumHeaderBytes)")
        }
    }
}
