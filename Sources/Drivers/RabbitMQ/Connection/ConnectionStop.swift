internal import Synchronization

/// A stop signal for a connection's thread, which ends any wait.
final class ConnectionStop: Sendable {
    let wakeup = Wakeup()
    private let requested = Atomic<Bool>(false)
    private let handshake = Mutex<WatchedSocket?>(nil)

    var isRequested: Bool { requested.load(ordering: .acquiring) }

    func request() {
        requested.store(true, ordering: .releasing)
        handshake.withLock { $0?.shutDown() }
        wakeup.signal()
    }

    /// During login and declarations, the thread waits inside librabbitmq and would not notice the wakeup.
    func handshakeBegan(on socket: WatchedSocket) {
        handshake.withLock { $0 = socket }
        if isRequested { socket.shutDown() }
    }

    func handshakeEnded() {
        handshake.withLock { $0 = nil }
    }
}
