internal import Synchronization

/// The rate of requests to one URL: grows with each answer, and shrinks when the server says that it is too much.
final class RequestRate: Sendable {
    private struct State {
        var perSecond = RequestRate.first
        var next = ContinuousClock.now
    }

    /// Requests a second at the beginning.
    static let first = 20.0
    private static let range = 1.0...500.0
    private let state = Mutex(State())

    /// Reserves the next turn.
    ///
    /// - Returns: the time until it.
    func reserve() -> Duration {
        state.withLock { state in
            let now = ContinuousClock.now
            let turn = max(now, state.next)
            state.next = turn + .seconds(1 / state.perSecond)
            return turn - now
        }
    }

    /// An answer has come.
    func succeed() {
        state.withLock { $0.perSecond = min($0.perSecond * 1.05, Self.range.upperBound) }
    }

    /// The server has refused a request because of its rate.
    ///
    /// - Parameter pause: the time for which nothing is sent.
    func slowDown(for pause: Duration) {
        state.withLock { state in
            state.perSecond = max(state.perSecond / 2, Self.range.lowerBound)
            state.next = max(state.next, .now + pause)
        }
    }

    /// Requests a second.
    var perSecond: Double { state.withLock { $0.perSecond } }
}
