internal import CRabbitMQ
internal import Glibc

// Calls that only write. Each writes at most one frame; call it only while `isWritable` is true.
extension AMQPConnection {
    static let consumerTag = "token-etl"
    /// Body bytes per frame: well below a third of the send buffer, see `sendBufferBytes`.
    static let bodyFrameBytes = 64 * 1024 - 8

    /// Whether the socket accepts a frame without blocking.
    var isWritable: Bool {
        var descriptor = pollfd(fd: socket.descriptor, events: Int16(POLLOUT), revents: 0)
        return poll(&descriptor, 1, 0) > 0
    }

    private func send(_ action: String, _ call: () -> Int32) throws(RabbitMQError) {
        try check(socket.within(callLimit, call), action)
    }

    /// The two frames before a body: basic.publish and the content header.
    mutating func beginPublish(_ message: Message, to queue: String) throws(RabbitMQError) {
        arena.reset()
        var method = amqp_basic_publish_t()
        method.routing_key = arena.bytes(queue)
        method.mandatory = 1
        var properties = amqp_basic_properties_t()
        properties.message_id = arena.bytes(message.id)
        properties.delivery_mode = UInt8(AMQP_DELIVERY_PERSISTENT.rawValue)
        properties.headers = arena.table(message.headers.map { (key: $0.key, value: TableValue($0.value)) })
        properties.timestamp = UInt64(clamping: time(nil))
        properties._flags = amqp_flags_t(
            AMQP_BASIC_MESSAGE_ID_FLAG | AMQP_BASIC_DELIVERY_MODE_FLAG | AMQP_BASIC_HEADERS_FLAG
                | AMQP_BASIC_TIMESTAMP_FLAG)
        if let lifetime = message.lifetime {
            properties.expiration = arena.bytes("\(lifetime.inMillisecondsRoundedUp)")
            properties._flags |= amqp_flags_t(AMQP_BASIC_EXPIRATION_FLAG)
        }
        try send("publish") { amqp_send_method(state, Self.channel, AMQP_BASIC_PUBLISH_METHOD, &method) }
        try send("publish") {
            withUnsafeMutablePointer(to: &properties) { properties in
                var frame = amqp_frame_t()
                frame.frame_type = UInt8(AMQP_FRAME_HEADER)
                frame.channel = Self.channel
                frame.payload.properties.class_id = UInt16(AMQP_BASIC_CLASS)
                frame.payload.properties.body_size = UInt64(message.bodyBytes)
                frame.payload.properties.decoded = UnsafeMutableRawPointer(properties)
                return amqp_send_frame(state, &frame)
            }
        }
    }

    /// One body frame from `offset` on; returns the offset of the next.
    func sendBody(_ body: [UInt8], from offset: Int) throws(RabbitMQError) -> Int {
        let end = min(body.count, offset + Self.bodyFrameBytes)
        let status = body.withUnsafeBytes { bytes in
            var frame = amqp_frame_t()
            frame.frame_type = UInt8(AMQP_FRAME_BODY)
            frame.channel = Self.channel
            // librabbitmq only reads from it.
            let start = UnsafeMutableRawPointer(mutating: bytes.baseAddress.map { $0 + offset })
            frame.payload.body_fragment = amqp_bytes_t(len: end - offset, bytes: start)
            return socket.within(callLimit) { amqp_send_frame(state, &frame) }
        }
        try check(status, "publish")
        return end
    }

    /// The same of a body in a file.
    func sendBody(_ body: FileBody, from offset: Int) throws(RabbitMQError) -> Int {
        offset + (try sendBody(body.block(at: offset, most: Self.bodyFrameBytes), from: 0))
    }

    func acknowledge(_ tag: UInt64) throws(RabbitMQError) {
        try send("acknowledge") { amqp_basic_ack(state, Self.channel, tag, 0) }
    }

    func negativelyAcknowledge(_ tag: UInt64, requeue: Bool) throws(RabbitMQError) {
        try send("return a delivery") { amqp_basic_nack(state, Self.channel, tag, 0, requeue ? 1 : 0) }
    }

    /// Cancels the consumer; the answer arrives as ``IncomingEvent/cancelConfirmed``.
    mutating func cancelConsumer(_ tag: String) throws(RabbitMQError) {
        arena.reset()
        var method = amqp_basic_cancel_t(consumer_tag: arena.bytes(tag), nowait: 0)
        try send("cancel the consumer") { amqp_send_method(state, Self.channel, AMQP_BASIC_CANCEL_METHOD, &method) }
    }

    /// Answers channel.close or connection.close. Nothing depends on its arrival.
    func acknowledgeClose(_ method: amqp_method_number_t) {
        guard isWritable else { return }
        if method == AMQP_CHANNEL_CLOSE_METHOD {
            var answer = amqp_channel_close_ok_t()
            _ = socket.within(callLimit) {
                amqp_send_method(state, Self.channel, AMQP_CHANNEL_CLOSE_OK_METHOD, &answer)
            }
        } else {
            var answer = amqp_connection_close_ok_t()
            _ = socket.within(callLimit) { amqp_send_method(state, 0, AMQP_CONNECTION_CLOSE_OK_METHOD, &answer) }
        }
    }
}
