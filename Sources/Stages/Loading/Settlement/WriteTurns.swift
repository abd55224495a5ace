import Dispatch
import Synchronization

/// Lets half the connections of a loader write while the others commit.
///
/// Two connections that insert into one index at the same time contend for its upper pages and for the log. They cost
/// the server a quarter more processor time per row than one connection. A connection that waits for its commit to
/// become durable costs nothing. A connection that waits for a turn has not begun its transaction, so it holds no
/// locks.
final class WriteTurns: Sendable {
    private let free: DispatchSemaphore
    /// The memory for the rows of those who write, so that there is not more of it than turns.
    let buffers = RowBuffers()
    /// The keys that the process has stored, where a file may have a key several times.
    let stored = KeyFilter()
    /// The keys that it is about to store.
    let pending = PendingKeys()

    init(connections: Int) {
        free = DispatchSemaphore(value: (connections + 1) / 2)
    }

    /// Waits for a turn. Blocks the thread: call it on the connection's thread.
    func next() -> WriteTurn {
        free.wait()
        return WriteTurn(free)
    }
}

/// The right to write, until ``end()`` or the release of its last reference.
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
