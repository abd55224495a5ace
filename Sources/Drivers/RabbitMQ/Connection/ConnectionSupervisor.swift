internal import CRabbitMQ
internal import Glibc
internal import Logging

/// The owner of a connection; called on its thread.
protocol ConnectionOwner: Sendable {
    associatedtype Session: ConnectionSession
    func makeSession() -> Session
    /// Whether the owner (still) needs a connection.
    var wantsConnection: Bool { get }
    func stateChanged(to state: ConnectionState)
    func observe(_ event: ConnectionEvent)
    /// - Returns: whether to reconnect.
    func connectionEnded(by error: RabbitMQError) -> Bool
}

/// Keeps a connection up: connects, runs its session, and after a loss reconnects with backoff.
struct ConnectionSupervisor<Owner: ConnectionOwner>: Sendable {
    /// The longest pause between attempts.
    static var longestPause: Duration { .seconds(10) }

    let configuration: RabbitMQConfiguration
    let owner: Owner
    let stop: ConnectionStop
    let logger: Logger

    /// Runs on a thread of its own until a stop, an error that an operator has to fix, or until the owner needs no
    /// connection.
    func run() -> Result<Void, RabbitMQError> {
        var backoff = Backoff(initial: .milliseconds(250), maximum: Self.longestPause)
        var mayConfigure = true
        var report = ConnectionReport(logger: logger, endpoint: configuration.endpoint)
        do throws(RabbitMQError) {
            try stop.wakeup.check()
        } catch {
            return .failure(error)
        }
        while !stop.isRequested && owner.wantsConnection {
            let began = MonotonicTime.now()
            do throws(RabbitMQError) {
                try serve(&report, &mayConfigure)
            } catch {
                if stop.isRequested { break }
                guard owner.connectionEnded(by: error) else {
                    owner.stateChanged(to: .failed(error))
                    return .failure(error)
                }
                report.lost(error)
                owner.stateChanged(to: .connecting(lastError: error))
                // A connection that stayed up resets the backoff; one lost at once does not.
                if began + Self.longestPause < .now() { backoff.reset() }
                pause(backoff.next())
            }
        }
        owner.stateChanged(to: .stopped)
        return .success(())
    }

    private func serve(_ report: inout ConnectionReport, _ mayConfigure: inout Bool) throws(RabbitMQError) {
        defer { stop.handshakeEnded() }
        var connection = try AMQPConnection(configuration: configuration, onSocket: stop.handshakeBegan)
        connection.mayConfigure = mayConfigure
        var session = owner.makeSession()
        try session.begin(on: &connection)
        mayConfigure = connection.mayConfigure
        stop.handshakeEnded()
        report.connected()
        owner.stateChanged(to: .ready)
        owner.observe(.connected(again: report.hasConnected))
        report.hasConnected = true
        defer { owner.observe(.disconnected) }
        var loop = ConnectionLoop<Owner.Session>(
            connection: connection, limits: session.contentLimits, stop: stop)
        try loop.run(&session)
    }

    /// Waits, unless the owner needs no connection any more.
    private func pause(_ duration: Duration) {
        let end = MonotonicTime.now() + duration
        while !stop.isRequested && owner.wantsConnection {
            let remaining = end.remaining()
            if remaining == .zero { return }
            var descriptor = pollfd(fd: stop.wakeup.descriptor, events: Int16(POLLIN), revents: 0)
            poll(&descriptor, 1, remaining.inMillisecondsRoundedUp)
            stop.wakeup.clear()
        }
    }
}

/// Logs one line per change of state, not one per attempt while a broker is down.
private struct ConnectionReport {
    let logger: Logger
    let endpoint: String
    var hasConnected = false
    private var lastCode: RabbitMQError.Code?

    init(logger: Logger, endpoint: String) {
        self.logger = logger
        self.endpoint = endpoint
    }

    mutating func connected() {
        lastCode = nil
        logger.info("connected to RabbitMQ", metadata: ["broker": "\(endpoint)"])
    }

    mutating func lost(_ error: RabbitMQError) {
        let level: Logger.Level = error.code == lastCode ? .debug : .warning
        lastCode = error.code
        logger.log(
            level: level, "no connection to RabbitMQ, retrying",
            metadata: ["broker": "\(endpoint)", "error": "\(error)"])
    }
}
