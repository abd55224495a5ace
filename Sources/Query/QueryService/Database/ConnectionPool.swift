import DequeModule
import Postgres
import Synchronization

/// Sessions of the database, in bounded number, and the requests that wait for one, in bounded number too.
///
/// Requests are served in the order of their arrival. The session that was used last is used next, so few stay warm.
final class ConnectionPool: Sendable {
    /// Why a request gets no session.
    enum Refusal: Error {
        /// Too many requests wait, or this one has waited too long.
        case crowded
        /// No session can be opened.
        case unavailable(PostgresError)
    }

    /// What a waiting request gets.
    private enum Grant {
        case connection(PostgresConnection)
        /// The right to open a session.
        case vacancy
        case refusal(Refusal)
    }

    private struct Waiter {
        let deadline: ContinuousClock.Instant
        let continuation: CheckedContinuation<Grant, Never>
    }

    private struct State {
        var idle: [PostgresConnection] = []
        /// The sessions that are open or being opened.
        var open = 0
        var waiters: Deque<Waiter> = []
        /// Why no session could be opened last, and when.
        var failure: (error: PostgresError, time: ContinuousClock.Instant)?
    }

    private let limit: Int
    private let queue: Int
    private let patience: Duration
    private let metrics: QueryMetrics
    private let connect: @Sendable () async throws(PostgresError) -> PostgresConnection
    private let state = Mutex(State())

    /// - Parameters:
    ///   - limit: the most sessions.
    ///   - queue: the most waiting requests.
    ///   - patience: the longest wait.
    init(
        limit: Int, queue: Int, patience: Duration, metrics: QueryMetrics,
        connect: @escaping @Sendable () async throws(PostgresError) -> PostgresConnection
    ) {
        self.limit = limit
        self.queue = queue
        self.patience = patience
        self.metrics = metrics
        self.connect = connect
    }

    /// Gets a session; give it back with ``release(_:isUsable:)``.
    func acquire() async throws(Refusal) -> PostgresConnection {
        let start = ContinuousClock.now
        let grant = await withCheckedContinuation { enqueue($0, now: start) }
        let connection: PostgresConnection
        switch grant {
        case .refusal(let refusal): throw refusal
        case .connection(let open): connection = open
        case .vacancy: connection = try await open()
        }
        metrics.waited(.now - start)
        return connection
    }

    /// Gives a session back to the next request, or replaces one that cannot be used again.
    @inline(never)
    func release(_ connection: PostgresConnection, isUsable: Bool) {
        state.withLock { state in
            if !isUsable { state.open -= 1 }
            if let waiter = state.waiters.popFirst() {
                if !isUsable { state.open += 1 }
                waiter.continuation.resume(returning: isUsable ? .connection(connection) : .vacancy)
            } else if isUsable {
                state.idle.append(connection)
            }
            publish(state)
        }
    }

    /// Closes the sessions that wait for a request: the server has ended one, so these are probably ended too.
    func discardIdle() async {
        for connection in takeIdle() { await connection.close() }
    }

    /// Refuses the requests that have waited too long. Call it often.
    func refuseOverdue(now: ContinuousClock.Instant = .now) {
        state.withLock { state in
            while let first = state.waiters.first, first.deadline <= now {
                state.waiters.removeFirst()
                first.continuation.resume(returning: .refusal(.crowded))
            }
            publish(state)
        }
    }

    private func open() async throws(Refusal) -> PostgresConnection {
        do throws(PostgresError) {
            let connection = try await connect()
            noteOpened()
            return connection
        } catch {
            noteFailed(error)
            throw .unavailable(error)
        }
    }
}

/// What changes the state. Never inlined: see docs/decisions/0020-locks-outside-of-async-functions.md.
extension ConnectionPool {
    /// Answers a request at once, or lets it wait.
    @inline(never)
    private func enqueue(_ continuation: CheckedContinuation<Grant, Never>, now: ContinuousClock.Instant) {
        let immediate: Grant? = state.withLock { state in
            let grant = self.grant(in: &state, now: now)
            if grant == nil { state.waiters.append(Waiter(deadline: now + patience, continuation: continuation)) }
            publish(state)
            return grant
        }
        if let immediate { continuation.resume(returning: immediate) }
    }

    /// What a request gets at once; nil if it must wait.
    private func grant(in state: inout State, now: ContinuousClock.Instant) -> Grant? {
        if let connection = state.idle.popLast() { return .connection(connection) }
        if state.open < limit {
            // An unavailable server would hold each request for the time limit of its connection.
            if let failure = state.failure, now - failure.time < .seconds(1) {
                return .refusal(.unavailable(failure.error))
            }
            state.open += 1
            return .vacancy
        }
        return state.waiters.count < queue ? nil : .refusal(.crowded)
    }

    @inline(never)
    private func takeIdle() -> [PostgresConnection] {
        state.withLock { state in
            let idle = state.idle
            state.idle = []
            state.open -= idle.count
            publish(state)
            return idle
        }
    }

    @inline(never)
    private func noteOpened() {
        state.withLock { $0.failure = nil }
    }

    @inline(never)
    private func noteFailed(_ error: PostgresError) {
        state.withLock { state in
            state.open -= 1
            state.failure = (error, .now)
            // Nobody is left to give these a session.
            if state.open == 0 {
                for waiter in state.waiters { waiter.continuation.resume(returning: .refusal(.unavailable(error))) }
                state.waiters = []
            }
            publish(state)
        }
    }

    private func publish(_ state: State) {
        metrics.pool(open: state.open, busy: state.open - state.idle.count, waiting: state.waiters.count)
    }
}
