internal import Synchronization

/// Wakes every reader that waits for a server, because the process is stopping.
final class StopBroadcast: Sendable {
    private struct State {
        var raisedAt: ContinuousClock.Instant?
        var bells: [ObjectIdentifier: Doorbell] = [:]
    }

    private let state = Mutex(State())

    /// The time of the shutdown; nil before it.
    var raisedAt: ContinuousClock.Instant? { state.withLock { $0.raisedAt } }

    /// Wakes all readers that wait, now and later.
    func raise() {
        let bells = state.withLock { state in
            if state.raisedAt == nil { state.raisedAt = .now }
            return Array(state.bells.values)
        }
        for bell in bells { bell.ring() }
    }

    /// Rings a bell at shutdown, until the bell is removed.
    func add(_ bell: Doorbell) {
        state.withLock { $0.bells[ObjectIdentifier(bell)] = bell }
    }

    func remove(_ bell: Doorbell) {
        state.withLock { $0.bells[ObjectIdentifier(bell)] = nil }
    }
}
