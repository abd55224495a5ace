import Dispatch
import Synchronization

/// Lets half the connections of a loader write while the others commit.
///
/// Two connections that insert into one index at a time cost the server a quarter more processor time for each row than
/// one does: they contend for its upper pages and for the log. A connection that waits for its commit to reach the disk
/// costs nothing. A connection that waits for a turn has not begun its transaction. So it holds no lock that a writer could
/// wait for.
final class WriteTurns: Sendable {
    private let free: DispatchSemaphore

    init(connections: Int) {
        free = DispatchSemaphore(value: (connections + 1) / 2)
    }

    /// Waits for a turn. Blocks the thread: to be called where a connection's own calls are made.
    func next() -> WriteTurn {
        free.wait()
        return WriteTurn(free)
    }
}

/// The right to write, until ``end()`` or until its last reference is gone.
final class WriteTurn: Sendable {
    private let free: DispatchSemaphore
    private let hasEnded = Atomic(false)

    fileprivate init(_ free: DispatchSemaphore) {
        self.free = free
    }

    func end() {
        if !hasEnded.exchange(true, ordering: .relaxed) { free.signal() }
    }

    deinit {
        end()
    }
}
