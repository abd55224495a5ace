internal import CRabbitMQ
internal import Synchronization

/// Ends calls into librabbitmq that take too long: one thread per process, asleep while no call is watched.
final class Watchdog: Sendable {
    static let shared = try? Watchdog()

    private let wakeup = Wakeup()
    private let sockets = Mutex<[ObjectIdentifier: WatchedSocket]>([:])

    private init() throws(RabbitMQError) {
        try wakeup.check()
        guard OSThread.start(named: "amqp-watchdog", { [self] in watch() }) else {
            throw RabbitMQError(.protocolError, "no thread left for a connection to RabbitMQ: raise ulimit -u")
        }
    }

    func add(_ socket: WatchedSocket) {
        sockets.withLock { $0[ObjectIdentifier(socket)] = socket }
        wakeup.signal()
    }

    func remove(_ socket: WatchedSocket) {
        _ = sockets.withLock { $0.removeValue(forKey: ObjectIdentifier(socket)) }
    }

    private func watch() -> Never {
        while true {
            let interval = checkAll()
            var descriptor = pollfd(fd: wakeup.descriptor, events: Int16(POLLIN), revents: 0)
            poll(&descriptor, 1, interval?.inMillisecondsRoundedUp ?? -1)
            wakeup.clear()
        }
    }

    /// Keeps no reference to a socket afterwards: an abandoned connection must close at once.
    ///
    /// - Returns: when to check again; nil while no call is watched.
    private func checkAll() -> Duration? {
        sockets.withLock { sockets in
            let now = MonotonicTime.now()
            for socket in sockets.values where socket.isOverdue(at: now) { socket.shutDown() }
            return sockets.values.map(\.checkInterval).min()
        }
    }
}
