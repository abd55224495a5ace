internal import Glibc
internal import Synchronization

/// A second descriptor of a connection's socket, through which another thread can end a C call that would not return.
///
/// librabbitmq waits without end in some places (a partly sent frame, `amqp_try_recv` before 0.14). A thread says
/// before each call how long it may take; ``Watchdog`` shuts the socket down when it takes longer, and the call
/// returns with an error. The descriptor is a duplicate because librabbitmq may close its own at any time.
final class WatchedSocket: Sendable {
    let descriptor: Int32
    /// How often the deadline has to be looked at.
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

    /// Runs a C call that has to be back within `limit`.
    func within<Value>(_ limit: Duration, _ call: () -> Value) -> Value {
        deadline.store((MonotonicTime.now() + limit).nanoseconds, ordering: .releasing)
        defer { deadline.store(.max, ordering: .releasing) }
        return call()
    }

    /// Whether the watchdog had to end a call.
    var wasCut: Bool { cut.load(ordering: .acquiring) }

    func isOverdue(at time: MonotonicTime) -> Bool {
        deadline.load(ordering: .acquiring) < time.nanoseconds
    }

    /// Makes every pending and later call on the socket return with an error (shutdown(2)).
    func shutDown() {
        cut.store(true, ordering: .releasing)
        shutdown(descriptor, Int32(SHUT_RDWR))
    }
}
