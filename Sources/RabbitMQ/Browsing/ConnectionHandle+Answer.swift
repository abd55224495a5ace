internal import CRabbitMQ
internal import Glibc

extension ConnectionHandle {
    /// Waits for the message that was asked for; nil if the queue is empty.
    mutating func answer(_ assembler: inout ContentAssembler, within limit: Duration) throws(RabbitMQError) -> Content?
    {
        let deadline = MonotonicTime.now() + limit
        while true {
            while let event = try nextEvent(&assembler) {
                switch event {
                case .content(let content): return content
                case .queueEmpty: return nil
                default: continue
                }
            }
            let remaining = deadline.remaining()
            guard remaining > .zero else {
                throw RabbitMQError(status: AMQP_STATUS_TIMEOUT.rawValue, situation(purpose))
            }
            var descriptor = pollfd(fd: socket.descriptor, events: Int16(POLLIN), revents: 0)
            poll(&descriptor, 1, min(remaining, heartbeat / 4).inMillisecondsRoundedUp)
        }
    }
}
