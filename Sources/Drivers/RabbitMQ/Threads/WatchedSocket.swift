internal import Glibc
internal import Synchronization

/// A second descriptor of a connection's socket, through which another thread can end a blocked C call.
///
/// librabbitmq has waits without a timeout (a partly sent frame, `amqp_try_recv` before 0.14). A thread sets a deadline
/// before each call; after it, ``Watchdog`` shuts the socket down, and the call returns an error. The descriptor is a
/// duplicate, because librabbitmq can close its own at any time.
final class WatchedSocket: Sendable {
    let descriptor: Int32
    /// The interval at which the watchdog checks the deadline.
    let checkInterval: Duration
    private let deadline = Atomic<UInt64>(.max)
    private let cut = Atomic<Bool>(false)

    init?(duplicating socket: Int32, checkInterval: Duration) {
        descriptor = fcntl(socket, F_DUPFD_CLOEXEC, 0)
        self.checkInterval = checkInterval
        guard descriptor >= 0 else { return nil }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Runs a C call that must return within `limit`.
    func within<Value>(_ limit: Duration, _ call: () -> Value) -> Value {
        deadline.store((MonotonicTime.now() + limit).nanoseconds, ordering: .releasing)
        defer { deadline.store(.max, ordering: .releasing) }
        return call()
    }

    /// Whether the watchdog has ended a call.
    var wasCut: Bool { cut.load(ordering: .acquiring) }

    func isOverdue(at time: MonotonicTime) -> Bool {
        deadline.load(ordering: .acquiring) < time.nanoseconds
    }

    /// Makes every current and later call on the socket return an error (shutdown(2)).
    func shutDown() {
        cut.store(true, ordering: .releasing)
        shutdown(descriptor, Int32(SHUT_RDWR))
    }
}
