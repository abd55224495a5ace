internal import CRabbitMQ
internal import Glibc

/// The event loop of one connection on its thread: read events, write pending frames, sleep in poll(2).
struct ConnectionLoop<Session: ConnectionSession>: ~Copyable {
    /// The most events read before the next write, so that a stream of deliveries does not delay acks and heartbeats.
    private static var eventsPerTurn: Int { 64 }
    private static var goodbye: Duration { .seconds(2) }

    private var connection: AMQPConnection
    private var assembler: ContentAssembler
    private let stop: ConnectionStop
    private var lastHeard = MonotonicTime.now()

    init(connection: consuming AMQPConnection, limits: ContentLimits, stop: ConnectionStop) {
        assembler = ContentAssembler(limits, endpoint: connection.endpoint)
        self.connection = connection
        self.stop = stop
    }

    /// Returns when the session is finished or stopped.
    mutating func run(_ session: inout Session) throws(RabbitMQError) {
        while true {
            stop.wakeup.clear()
            let isDry = try read(into: &session)
            let outcome = try session.write(to: &connection)
            if stop.isRequested || session.isFinished { break }
            if isDry { try wait(outcome) }
        }
        // A lost connection or a blocking broker would not answer; a lost socket is just closed.
        if !session.isBlocked && connection.isWritable { connection.close(within: Self.goodbye) }
    }

    /// - Returns: whether all available events were read.
    private mutating func read(into session: inout Session) throws(RabbitMQError) -> Bool {
        for _ in 0..<Self.eventsPerTurn {
            guard let event = try connection.nextEvent(&assembler) else { return true }
            lastHeard = .now()
            try session.receive(event)
        }
        return false
    }

    private mutating func wait(_ outcome: WriteOutcome) throws(RabbitMQError) {
        // A quarter of a heartbeat, because reading sends our heartbeats.
        var timeout = connection.heartbeat / 4
        if case .waiting(let until) = outcome { timeout = min(timeout, until.remaining()) }
        var events = POLLIN
        if case .waitingForSocket = outcome { events |= POLLOUT }
        let descriptor = connection.socket.descriptor
        let heard = waitForEvents(Int16(events), on: descriptor, timeout: timeout)
        let now = MonotonicTime.now()
        if heard {
            lastHeard = now
        } else if lastHeard + connection.heartbeat * 2 < now {
            // With zero timeouts, librabbitmq does not detect this itself.
            let seconds = (connection.heartbeat * 2).wholeSeconds
            throw RabbitMQError(
                .connectionLost, "\(connection.endpoint) sent no heartbeat for \(seconds) seconds")
        }
    }

    /// - Returns: whether the broker has sent data.
    private func waitForEvents(_ events: Int16, on descriptor: Int32, timeout: Duration) -> Bool {
        withUnsafeTemporaryAllocation(of: pollfd.self, capacity: 2) { descriptors in
            descriptors.initializeElement(at: 0, to: pollfd(fd: descriptor, events: events, revents: 0))
            descriptors.initializeElement(
                at: 1, to: pollfd(fd: stop.wakeup.descriptor, events: Int16(POLLIN), revents: 0))
            poll(descriptors.baseAddress, 2, timeout.inMillisecondsRoundedUp)
            return descriptors[0].revents & Int16(POLLIN) != 0
        }
    }
}
