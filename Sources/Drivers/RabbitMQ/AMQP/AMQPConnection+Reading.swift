internal import CRabbitMQ
internal import Glibc

extension AMQPConnection {
    /// The next event from the broker, or nil if nothing complete has arrived; does not wait.
    ///
    /// Also sends a heartbeat when one is due, so callers must call it a few times per heartbeat.
    /// - Throws: the broker's reason for closing the channel or the connection, or the loss of the connection.
    mutating func nextEvent(_ assembler: inout ContentAssembler) throws(RabbitMQError) -> IncomingEvent? {
        while true {
            var frame = amqp_frame_t()
            // A zero timeout: librabbitmq reads the available bytes and returns AMQP_STATUS_TIMEOUT.
            var timeout = timeval()
            let status = socket.within(callLimit) { amqp_simple_wait_frame_noblock(state, &frame, &timeout) }
            if status == AMQP_STATUS_TIMEOUT.rawValue { return nil }
            try check(status, purpose)
            // The frame has been copied, so its memory can be freed.
            defer { amqp_maybe_release_buffers_on_channel(state, frame.channel) }
            if let event = try interpret(frame, &assembler) { return event }
        }
    }

    /// Waits for the broker's next event, and sends heartbeats meanwhile; nil at the deadline or a stop.
    mutating func event(
        _ assembler: inout ContentAssembler, until deadline: MonotonicTime, stop: ConnectionStop? = nil
    ) throws(RabbitMQError) -> IncomingEvent? {
        while true {
            if let event = try nextEvent(&assembler) { return event }
            guard wait(for: POLLIN, until: deadline, stop: stop) else { return nil }
        }
    }

    /// Waits until the socket is readable or writable, at most a quarter of a heartbeat.
    ///
    /// - Returns: whether there is time left, and no stop.
    func wait(for events: Int32, until deadline: MonotonicTime, stop: ConnectionStop? = nil) -> Bool {
        let remaining = deadline.remaining()
        guard remaining > .zero, stop?.isRequested != true else { return false }
        withUnsafeTemporaryAllocation(of: pollfd.self, capacity: 2) { descriptors in
            descriptors.initializeElement(
                at: 0, to: pollfd(fd: socket.descriptor, events: Int16(events), revents: 0))
            // poll(2) ignores a descriptor below zero.
            descriptors.initializeElement(
                at: 1, to: pollfd(fd: stop?.wakeup.descriptor ?? -1, events: Int16(POLLIN), revents: 0))
            _ = poll(descriptors.baseAddress, 2, min(remaining, heartbeat / 4).inMillisecondsRoundedUp)
        }
        return stop?.isRequested != true
    }

    /// The result of a wait without an event.
    var noAnswer: RabbitMQError { RabbitMQError(status: AMQP_STATUS_TIMEOUT.rawValue, situation(purpose)) }

    private func interpret(
        _ frame: amqp_frame_t, _ assembler: inout ContentAssembler
    ) throws(RabbitMQError) -> IncomingEvent? {
        switch Int32(frame.frame_type) {
        case AMQP_FRAME_METHOD:
            return try interpret(frame.payload.method, &assembler)
        case AMQP_FRAME_HEADER:
            return assembler.receive(ContentHeader(frame, keeping: assembler.limits.headerNames)).map(
                IncomingEvent.content)
        case AMQP_FRAME_BODY:
            let fragment = frame.payload.body_fragment
            let bytes = UnsafeRawBufferPointer(start: fragment.bytes, count: fragment.len)
            return try assembler.receive(body: bytes).map(IncomingEvent.content)
        default:
            return nil
        }
    }

    private func interpret(
        _ method: amqp_method_t, _ assembler: inout ContentAssembler
    ) throws(RabbitMQError) -> IncomingEvent? {
        guard let decoded = method.decoded else { return nil }
        switch method.id {
        case AMQP_BASIC_DELIVER_METHOD, AMQP_BASIC_RETURN_METHOD:
            assembler.begin(ContentOrigin(method.id, decoded))
        case AMQP_BASIC_ACK_METHOD:
            let ack = decoded.assumingMemoryBound(to: amqp_basic_ack_t.self).pointee
            return .confirm(tag: ack.delivery_tag, multiple: ack.multiple != 0, accepted: true)
        case AMQP_BASIC_NACK_METHOD:
            let nack = decoded.assumingMemoryBound(to: amqp_basic_nack_t.self).pointee
            return .confirm(tag: nack.delivery_tag, multiple: nack.multiple != 0, accepted: false)
        case AMQP_BASIC_CANCEL_METHOD: return .cancelledByBroker
        case AMQP_BASIC_CANCEL_OK_METHOD: return .cancelConfirmed
        case AMQP_CONNECTION_BLOCKED_METHOD:
            return .blocked(
                reason: String(decoded.assumingMemoryBound(to: amqp_connection_blocked_t.self).pointee.reason))
        case AMQP_CONNECTION_UNBLOCKED_METHOD: return .unblocked
        case AMQP_CHANNEL_CLOSE_METHOD, AMQP_CONNECTION_CLOSE_METHOD:
            // The code that reopens a closed channel answers it, unless the connection closes too.
            if method.id == AMQP_CONNECTION_CLOSE_METHOD { acknowledgeClose(method.id) }
            if let closed = ClosedByBroker(method: method) { throw RabbitMQError(closed: closed, situation(purpose)) }
        default: break
        }
        return nil
    }
}

extension ContentOrigin {
    fileprivate init(_ method: amqp_method_number_t, _ decoded: UnsafeMutableRawPointer) {
        switch method {
        case AMQP_BASIC_DELIVER_METHOD:
            let deliver = decoded.assumingMemoryBound(to: amqp_basic_deliver_t.self).pointee
            self = .delivery(tag: deliver.delivery_tag, redelivered: deliver.redelivered != 0)
        default:
            let returned = decoded.assumingMemoryBound(to: amqp_basic_return_t.self).pointee
            self = .returned(queue: String(returned.routing_key), reason: String(returned.reply_text))
        }
    }
}

extension ContentHeader {
    /// - Parameter names: of the headers to keep; nil keeps all.
    fileprivate init(_ frame: amqp_frame_t, keeping names: Set<String>?) {
        let header = frame.payload.properties
        bodyBytes = Int(clamping: header.body_size)
        guard header.class_id == UInt16(AMQP_BASIC_CLASS), let decoded = header.decoded else { return }
        let properties = decoded.assumingMemoryBound(to: amqp_basic_properties_t.self).pointee
        let flags = Int32(bitPattern: properties._flags)
        if flags & AMQP_BASIC_MESSAGE_ID_FLAG != 0 { id = String(properties.message_id) }
        if flags & AMQP_BASIC_TIMESTAMP_FLAG != 0 { timestamp = properties.timestamp }
        guard flags & AMQP_BASIC_HEADERS_FLAG != 0 else { return }
        for entry in UnsafeBufferPointer(start: properties.headers.entries, count: Int(properties.headers.num_entries))
        {
            if let names, !names.contains(String(entry.key)) { continue }
            headers.merge(HeaderValue.values(of: entry)) { $1 }
        }
    }
}
