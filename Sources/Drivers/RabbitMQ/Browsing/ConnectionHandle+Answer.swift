internal import CRabbitMQ
internal import Glibc

extension ConnectionHandle {
    /// Waits for the next thing the broker says, and keeps the heartbeats meanwhile; nil when the time is over, or when
    /// it is to stop.
    mutating func event(
        _ assembler: inout ContentAssembler, until deadline: MonotonicTime, stop: StopSignal? = nil
    ) throws(RabbitMQError) -> IncomingEvent? {
        while true {
            if let event = try nextEvent(&assembler) { return event }
            guard wait(for: POLLIN, until: deadline, stop: stop) else { return nil }
        }
    }

    /// Waits until the socket can be read or written, at most a quarter of a heartbeat.
    ///
    /// - Returns: whether there is time left, and no need to stop.
    func wait(for events: Int32, until deadline: MonotonicTime, stop: StopSignal? = nil) -> Bool {
        let remaining = deadline.remaining()
        guard remaining > .zero, stop?.isRequested != true else { return false }
        withUnsafeTemporaryAllocation(of: pollfd.self, capacity: 2) { descriptors in
            descriptors.initializeElement(
                at: 0, to: pollfd(fd: socket.descriptor, events: Int16(events), revents: 0))
            // poll(2) passes over a descriptor below zero.
            descriptors.initializeElement(
                at: 1, to: pollfd(fd: stop?.wakeup.descriptor ?? -1, events: Int16(POLLIN), revents: 0))
            _ = poll(descriptors.baseAddress, 2, min(remaining, heartbeat / 4).inMillisecondsRoundedUp)
        }
        return stop?.isRequested != true
    }

    /// What a wait ends with in which the broker has said nothing.
    var noAnswer: RabbitMQError { RabbitMQError(status: AMQP_STATUS_TIMEOUT.rawValue, situation(purpose)) }
}
