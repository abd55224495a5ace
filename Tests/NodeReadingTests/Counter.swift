import Synchronization

/// Counts calls on the threads of a server, and keeps the largest number that it is told.
final class Counter: Sendable {
    private let state = Mutex(0)

    /// The number of calls before this one.
    func next() -> Int {
        state.withLock { state in
            defer { state += 1 }
            return state
        }
    }

    func note(_ number: Int) { state.withLock { $0 = max($0, number) } }

    var value: Int { state.withLock { $0 } }
}
