import DequeModule
import Dispatch
import Postgres
import Synchronization
import TokenGraph

/// Requests that wait for a session of the database, in bounded number and in the order of their arrival.
///
/// A session takes the next request on its own thread, so under load no thread waits for another. All locks are taken in
/// functions that are not `async`; see docs/decisions/0020-locks-outside-of-async-functions.md.
final class StatementQueue: Sendable {
    /// Why a request was not run.
    enum Refusal: Error {
        /// Too many requests wait, or this one has waited too long.
        case crowded
        /// No session can be opened.
        case unavailable(PostgresError)
    }

    /// The texts of a request's statements, or why there are none.
    typealias Outcome = Result<[[UInt8]], QueryFailure>

    /// A waiting request.
    struct Request: Sendable {
        let statements: [Statement]
        let arrival: ContinuousClock.Instant
        fileprivate let onOutcome: @Sendable (Outcome) -> Void
        /// A number of its own, once a session has taken it.
        fileprivate var number = 0

        /// Gives the request its outcome. Call it once.
        fileprivate func finish(_ outcome: Outcome) { onOutcome(outcome) }
    }

    private struct State {
        var waiting: Deque<Request> = []
        /// The requests that sessions have taken and not finished, by their numbers.
        var running: [Int: (request: Request, start: ContinuousClock.Instant)] = [:]
        var taken = 0
        /// The sessions that are open, and those of them that run a request.
        var open = 0
        var busy = 0
        /// Why no session is open; nil while nobody has tried.
        var trouble: PostgresError?
        /// The code of the last error that was told.
        var toldCode: SQLState?
        var isStopping = false
    }

    /// The bytes of the answers.
    let budget: ResponseBudget
    private let limit: Int
    private let patience: Duration
    private let metrics: QueryMetrics
    private let state = Mutex(State())
    /// Counts the waiting requests, and those that were withdrawn meanwhile.
    private let arrivals = DispatchSemaphore(value: 0)

    /// - Parameters:
    ///   - limit: the most waiting requests.
    ///   - patience: the longest wait.
    init(limit: Int, patience: Duration, budget: ResponseBudget, metrics: QueryMetrics) {
        self.budget = budget
        self.limit = limit
        self.patience = patience
        self.metrics = metrics
    }

    /// Lets a session run statements.
    ///
    /// - Parameter onOutcome: receives the texts of the statements once, on any thread, or on this one if the request is
    ///   refused at once. Whoever gets them gives their bytes back to the budget.
    func submit(_ statements: [Statement], onOutcome: @escaping @Sendable (Outcome) -> Void) {
        add(Request(statements: statements, arrival: .now, onOutcome: onOutcome))
    }

    @inline(never)
    private func add(_ request: Request) {
        let refusal: Refusal? = state.withLock { state in
            if state.open == 0, let trouble = state.trouble { return .unavailable(trouble) }
            // A session that has nothing to do takes the request at once.
            guard state.waiting.count < limit + state.open - state.busy else { return .crowded }
            state.waiting.append(request)
            publish(state)
            return nil
        }
        if let refusal { return request.finish(.failure(.refused(refusal))) }
        arrivals.signal()
    }

    /// Takes the next request; blocks until there is one. Nil once the queue is stopped.
    ///
    /// - Parameter isDone: whether the session has run its last request.
    @inline(never)
    func take(after isDone: Bool) -> Request? {
        if isDone { countBusy(-1) }
        while true {
            arrivals.wait()
            let (request, isStopping) = state.withLock { state in
                guard !state.isStopping, var request = state.waiting.popFirst() else {
                    return (nil as Request?, state.isStopping)
                }
                state.taken += 1
                request.number = state.taken
                state.running[state.taken] = (request, .now)
                state.busy += 1
                publish(state)
                return (request, false)
            }
            if isStopping { return nil }
            guard let request else { continue }
            metrics.waited(.now - request.arrival)
            return request
        }
    }

    /// Gives a request that was taken its outcome, unless it has been given up.
    @inline(never)
    func finish(_ request: Request, _ outcome: Outcome) {
        guard state.withLock({ $0.running.removeValue(forKey: request.number) }) != nil else { return }
        if case .success(let texts) = outcome { budget.take(texts.reduce(0) { $0 + $1.count }) }
        request.finish(outcome)
    }

    private func countBusy(_ change: Int) {
        state.withLock { state in
            state.busy += change
            publish(state)
        }
    }

    /// A session is open, and runs `busy` requests.
    @inline(never)
    func opened(busy: Int) {
        state.withLock { state in
            state.open += 1
            state.busy += busy
            state.trouble = nil
            state.toldCode = nil
            publish(state)
        }
    }

    /// A session has ended, of which `busy` requests were run.
    @inline(never)
    func closed(busy: Int) {
        state.withLock { state in
            state.open -= 1
            state.busy -= busy
            publish(state)
        }
    }

    /// A session could not be opened. If none is open, refuses the requests that wait, and those that come.
    ///
    /// - Returns: whether the error is new.
    @inline(never)
    func failed(_ error: PostgresError) -> Bool {
        let (refused, isNew) = state.withLock { state -> (Deque<Request>, Bool) in
            let isNew = state.toldCode != error.sqlState
            state.toldCode = error.sqlState
            guard state.open == 0 else { return ([], isNew) }
            state.trouble = error
            defer { publish(state) }
            return (state.waiting.take(), isNew)
        }
        for request in refused { request.finish(.failure(.refused(.unavailable(error)))) }
        return isNew
    }

    /// Refuses the requests that have waited too long, and gives up those that a session does not finish: the server
    /// should have ended their statements long ago. Call it often.
    @inline(never)
    func refuseOverdue(now: ContinuousClock.Instant = .now) {
        let (overdue, lost) = state.withLock { state in
            var overdue: [Request] = []
            while let first = state.waiting.first, first.arrival + patience <= now {
                overdue.append(state.waiting.removeFirst())
            }
            let lost = state.running.values.filter { $0.start + patience * 2 + .seconds(2) <= now }.map(\.request)
            for request in lost { state.running[request.number] = nil }
            publish(state)
            return (overdue, lost)
        }
        for request in overdue { request.finish(.failure(.refused(.crowded))) }
        for request in lost { request.finish(.failure(.refused(.unavailable(.silent)))) }
    }

    /// Ends the work of all sessions; none takes another request.
    @inline(never)
    func stop(sessions: Int) {
        state.withLock { $0.isStopping = true }
        for _ in 0..<sessions { arrivals.signal() }
    }

    private func publish(_ state: State) {
        metrics.sessions(open: state.open, busy: state.busy, waiting: state.waiting.count)
    }
}

extension Deque {
    /// Removes and returns all elements.
    fileprivate mutating func take() -> Deque {
        defer { self = [] }
        return self
    }
}

extension PostgresError {
    /// A server that takes statements and answers none.
    fileprivate static var silent: PostgresError {
        PostgresError(sqlState: .connectionLost, message: "the database does not answer")
    }
}
