internal import Synchronization

/// The rate of requests to one URL: grows with each answer, and shrinks when the server says that it is too much.
final class RequestRate: Sendable {
    private struct State {
        var perSecond = RequestRate.first
        /// When the next request is due: now and then in the past, while nothing was sent.
        var next: ContinuousClock.Instant
    }

    /// Requests a second at the beginning.
    static let first = 20.0
    private static let range = 1.0...500.0
    /// Requests that were due in this time before may be sent together.
    private static let burst = Duration.milliseconds(250)
    private let state: Mutex<State>

    init(at now: ContinuousClock.Instant = .now) {
        state = Mutex(State(next: now - Self.burst))
    }

    /// Reserves the next turn.
    ///
    /// - Returns: the time until it.
    func reserve(at now: ContinuousClock.Instant = .now) -> Duration {
        state.withLock { state in
            let due = max(now - Self.burst, state.next)
            state.next = due + .seconds(1 / state.perSecond)
            return max(.zero, due - now)
        }
    }

    /// Reserves a turn if one is due.
    ///
    /// - Returns: whether it is.
    func reserveAtOnce(at now: ContinuousClock.Instant = .now) -> Bool {
        state.withLock { state in
            guard state.next <= now else { return false }
            state.next = max(now - Self.burst, state.next) + .seconds(1 / state.perSecond)
            return true
        }
    }

    /// An answer has come.
    func succeed() {
        state.withLock { $0.perSecond = min($0.perSecond * 1.05, Self.range.upperBound) }
    }

    /// The server has refused a request because of its rate.
    ///
    /// - Parameter pause: the time for which nothing is sent.
    func slowDown(for pause: Duration, at now: ContinuousClock.Instant = .now) {
        state.withLock { state in
            state.perSecond = max(state.perSecond / 2, Self.range.lowerBound)
            state.next = max(state.next, now + pause)
        }
    }

    /// Requests a second.
    var perSecond: Double { state.withLock { $0.perSecond } }
}
