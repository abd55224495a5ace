internal import CRabbitMQ
internal import Glibc

extension ConnectionHandle {
    /// Waits for the next thing the broker says, and keeps the heartbeats meanwhile; nil when the time is over.
    mutating func event(
        _ assembler: inout ContentAssembler, until deadline: MonotonicTime
    ) throws(RabbitMQError) -> IncomingEvent? {
        while true {
            if let event = try nextEvent(&assembler) { return event }
            guard wait(for: POLLIN, until: deadline) else { return nil }
        }
    }

    /// Waits until the socket can be read or written, at most a quarter of a heartbeat.
    ///
    /// - Returns: whether there is time left.
    func wait(for events: Int32, until deadline: MonotonicTime) -> Bool {
        let remaining = deadline.remaining()
        guard remaining > .zero else { return false }
        var descriptor = pollfd(fd: socket.descriptor, events: Int16(events), revents: 0)
        poll(&descriptor, 1, min(remaining, heartbeat / 4).inMillisecondsRoundedUp)
        return true
    }

    /// What a wait ends with in which the broker has said nothing.
    var noAnswer: RabbitMQError { RabbitMQError(status: AMQP_STATUS_TIMEOUT.rawValue, situation(purpose)) }
}
