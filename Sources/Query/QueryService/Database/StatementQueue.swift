import Dispatch
import Postgres
import Synchronization
import TokenGraph

/// Requests that wait for a session of the database, in bounded number and in the order of their arrival.
///
/// A session takes the next requests on its own thread, so under load no thread waits for another. All locks are taken in
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
        /// A number of its own, once a session has taken it, and that of the first that it took together with it.
        fileprivate var number = 0
        fileprivate var group = 0

        /// Whether it has one statement, and that one a lookup.
        var isLookup: Bool { statements.count == 1 && statements.allSatisfy(\.isLookup) }

        /// Gives the request its outcome. Call it once.
        fileprivate func finish(_ outcome: Outcome) { onOutcome(outcome) }
    }

    private struct State {
        var waiting: WaitingRequests
        /// The requests that sessions have taken and not finished, by their numbers.
        var running: [Int: (request: Request, start: ContinuousClock.Instant)] = [:]
        var taken = 0
        /// The sessions at work, by the groups of requests that they have taken: how many they have not finished.
        var groups: [Int: Int] = [:]
        /// The sessions that are open.
        var open = 0
        /// The sessions that wait for requests, without those that have been woken.
        var idle = 0
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
    private let state: Mutex<State>
    /// Wakes sessions.
    private let wakes = DispatchSemaphore(value: 0)

    /// - Parameters:
    ///   - limit: the most waiting requests.
    ///   - patience: the longest wait.
    ///   - lookupPatience: the time that a session may take for lookups before another takes the next.
    init(
        limit: Int, patience: Duration, lookupPatience: Duration = .milliseconds(5), budget: ResponseBudget,
        metrics: QueryMetrics
    ) {
        state = Mutex(State(waiting: WaitingRequests(patience: lookupPatience)))
        self.budget = budget
        self.limit = limit
        self.patience = patience
        self.metrics = metrics
    }

    /// Lets a session run statements.
    ///
    /// - Parameter onOutcome: receives the texts of the statements once, on any thread, or on this one if the request is
    ///   refused at once. Whoever gets them gives their bytes back to the budget.
    @inline(never)
    func submit(_ statements: [Statement], onOutcome: @escaping @Sendable (Outcome) -> Void) {
        let request = Request(statements: statements, arrival: .now, onOutcome: onOutcome)
        let (refusal, wakes): (Refusal?, Bool) = state.withLock { state in
            if state.open == 0, let trouble = state.trouble { return (.unavailable(trouble), false) }
            // A session that has nothing to do takes the request at once.
            guard state.waiting.count < limit + state.open - state.groups.count else { return (.crowded, false) }
            state.waiting.append(request)
            return (nil, wakesNext(&state))
        }
        if wakes { self.wakes.signal() }
        if let refusal { request.finish(.failure(.refused(refusal))) }
    }

    /// Takes the next requests: one, or several lookups. Blocks until there are some; empty once the queue is stopped.
    ///
    /// - Parameter last: what the session has taken before, and run.
    @inline(never)
    func take(after last: [Request]) -> [Request] {
        var last = last
        while true {
            let now = ContinuousClock.now
            let (requests, wakes, isStopping) = state.withLock { state in
                ended(last, &state)
                let requests = state.isStopping ? [] : next(&state, now)
                if requests.isEmpty { state.idle += 1 }
                return (requests, !requests.isEmpty && wakesNext(&state), state.isStopping)
            }
            if wakes { self.wakes.signal() }
            if isStopping { return [] }
            if !requests.isEmpty {
                // One that arrived while this thread waited for the lock has not waited.
                for request in requests { metrics.waited(max(.zero, now - request.arrival)) }
                return requests
            }
            last = []
            self.wakes.wait()
        }
    }

    private func next(_ state: inout State, _ now: ContinuousClock.Instant) -> [Request] {
        var requests = state.waiting.next()
        guard !requests.isEmpty else { return [] }
        let group = state.taken + 1
        for index in requests.indices {
            state.taken += 1
            requests[index].number = state.taken
            requests[index].group = group
            state.running[state.taken] = (requests[index], now)
        }
        state.groups[group] = requests.count
        return requests
    }

    /// A session does not run requests any more.
    private func ended(_ requests: [Request], _ state: inout State) {
        guard let request = requests.first else { return }
        state.groups[request.group] = nil
        if request.isLookup { state.waiting.lookupsEnded() }
    }

    /// Whether to wake a session, because there is something for it.
    ///
    /// Whoever asks signals after the lock: a woken thread often takes the processor at once, and would find it locked.
    private func wakesNext(_ state: inout State) -> Bool {
        guard state.idle > 0, state.waiting.hasNext else { return false }
        state.idle -= 1
        return true
    }

    /// Gives a request that was taken its outcome, unless it has been given up.
    ///
    /// With its last one, a session has room for another: the client may send that as soon as it has the outcome.
    @inline(never)
    func finish(_ request: Request, _ outcome: Outcome) {
        let isRunning = state.withLock { state in
            guard state.running.removeValue(forKey: request.number) != nil else { return false }
            if let rest = state.groups[request.group] { state.groups[request.group] = rest > 1 ? rest - 1 : nil }
            return true
        }
        guard isRunning else { return }
        if case .success(let texts) = outcome { budget.take(texts.reduce(0) { $0 + $1.count }) }
        request.finish(outcome)
    }

    /// A session is open; it runs requests that another did not answer, or none.
    @inline(never)
    func opened(with requests: [Request]) {
        state.withLock { state in
            state.open += 1
            if let request = requests.first {
                state.groups[request.group] = requests.count
                if request.isLookup { state.waiting.lookupsBegan() }
            }
            state.trouble = nil
            state.toldCode = nil
            publish(state)
        }
    }

    /// A session has ended while it ran requests, or none.
    @inline(never)
    func closed(with requests: [Request]) {
        let wakes = state.withLock { state in
            state.open -= 1
            ended(requests, &state)
            publish(state)
            return wakesNext(&state)
        }
        if wakes { self.wakes.signal() }
    }

    /// A session could not be opened. If none is open, refuses the requests that wait, and those that come.
    ///
    /// - Returns: whether the error is new.
    @inline(never)
    func failed(_ error: PostgresError) -> Bool {
        let (refused, isNew) = state.withLock { state -> ([Request], Bool) in
            let isNew = state.toldCode != error.sqlState
            state.toldCode = error.sqlState
            guard state.open == 0 else { return ([], isNew) }
            state.trouble = error
            defer { publish(state) }
            return (state.waiting.removeAll(), isNew)
        }
        for request in refused { request.finish(.failure(.refused(.unavailable(error)))) }
        return isNew
    }

    /// Refuses the requests that have waited too long, and gives up those that a session does not finish: the server
    /// should have ended their statements long ago. Sets the gauges. Call it often.
    @inline(never)
    func refuseOverdue(now: ContinuousClock.Instant = .now) {
        let (overdue, lost, wakes) = state.withLock { state in
            let overdue = state.waiting.removeAll(until: now - patience)
            let lost = state.running.values.filter { $0.start + patience * 2 + .seconds(2) <= now }.map(\.request)
            for request in lost { state.running[request.number] = nil }
            publish(state)
            // Lookups can be due by now.
            return (overdue, lost, wakesNext(&state))
        }
        if wakes { self.wakes.signal() }
        for request in overdue { request.finish(.failure(.refused(.crowded))) }
        for request in lost { request.finish(.failure(.refused(.unavailable(.silent)))) }
    }

    /// Ends the work of all sessions; none takes another request.
    @inline(never)
    func stop(sessions: Int) {
        state.withLock { $0.isStopping = true }
        for _ in 0..<sessions { wakes.signal() }
    }

    /// Sets the gauges. Requests do not: they would do so thousands of times between two looks at the metrics.
    private func publish(_ state: State) {
        metrics.sessions(open: state.open, busy: state.groups.count, waiting: state.waiting.count)
    }
}

extension PostgresError {
    /// A server that takes statements and answers none.
    fileprivate static var silent: PostgresError {
        PostgresError(sqlState: .connectionLost, message: "the database does not answer")
    }
}
