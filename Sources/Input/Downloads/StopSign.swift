internal import Synchronization

/// Tells all that wait for servers that the process is to end.
final class StopSign: Sendable {
    private struct State {
        var stopped: ContinuousClock.Instant?
        var bells: [ObjectIdentifier: Doorbell] = [:]
    }

    private let state = Mutex(State())

    /// When the process was told to stop; nil while it was not.
    var stopped: ContinuousClock.Instant? { state.withLock { $0.stopped } }

    /// Wakes all that wait, now and later.
    func raise() {
        let bells = state.withLock { state in
            if state.stopped == nil { state.stopped = .now }
            return Array(state.bells.values)
        }
        for bell in bells { bell.ring() }
    }

    /// Rings a bell when the process is told to stop, until it is removed.
    func add(_ bell: Doorbell) {
        state.withLock { $0.bells[ObjectIdentifier(bell)] = bell }
    }

    func remove(_ bell: Doorbell) {
        state.withLock { $0.bells[ObjectIdentifier(bell)] = nil }
    }
}
