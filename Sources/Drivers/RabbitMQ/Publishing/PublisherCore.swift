internal import Logging
internal import Synchronization

/// The state shared by the callers of `publish` and the connection's thread.
final class PublisherCore: ConnectionOwner {
    private struct State {
        var backlog = PublisherBacklog()
        var connection = ConnectionState.connecting(lastError: nil)
        var lastNumber: UInt64 = 0
        var hasStarted = false
        /// The result of every call after `run()` has ended.
        var ended: RabbitMQError?
    }

    let queues: [Queue]
    let setupLimit: Duration
    let confirmLimit: Duration
    let logger: Logger
    private let observer: (any ConnectionObserver)?
    let stop = ConnectionStop()
    private let state = Mutex(State())

    init(
        _ configuration: RabbitMQConfiguration, queues: [Queue], logger: Logger, observer: (any ConnectionObserver)?
    ) {
        self.queues = queues
        setupLimit = configuration.connectTimeout
        confirmLimit = configuration.confirmTimeout
        self.logger = logger
        self.observer = observer
    }

    var connection: ConnectionState { state.withLock { $0.connection } }
    var statistics: PublisherStatistics { state.withLock { $0.backlog.statistics } }

    // MARK: Callers

    func nextNumber() -> UInt64 {
        state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
    }

    /// Accepts the message, or fails at once if the publisher does not run any more.
    func enqueue(_ pending: PendingPublish) {
        let refusal = state.withLock { state -> RabbitMQError? in
            if let ended = state.ended { return ended }
            // Cancelled before it was in the backlog: `abandon` found nothing to cancel.
            if Task.isCancelled { return Self.cancelled(pending.number) }
            state.backlog.enqueue(pending)
            return nil
        }
        if let refusal {
            pending.caller?.resume(returning: .failure(refusal))
        } else {
            stop.wakeup.signal()
        }
    }

    func abandon(_ number: UInt64) {
        change { $0.backlog.abandon(number, with: Self.cancelled(number), &$1) }
    }

    // MARK: The run

    /// - Returns: whether this is the first call.
    func start() -> Bool {
        state.withLock { state in
            defer { state.hasStarted = true }
            return !state.hasStarted
        }
    }

    func end(with error: RabbitMQError?) {
        let error =
            error ?? RabbitMQError(.cancelled, "the publisher was stopped before the broker confirmed the message")
        change { state, answers in
            state.ended = error
            state.backlog.abandonAll(with: error, &answers)
        }
    }

    // MARK: The connection's thread

    var wantsConnection: Bool { true }

    func makeSession() -> PublisherSession { PublisherSession(core: self) }

    func stateChanged(to new: ConnectionState) {
        state.withLock { $0.connection = new }
    }

    func observe(_ event: ConnectionEvent) { observer?.observe(event) }

    func connectionEnded(by error: RabbitMQError) -> Bool {
        change { state, answers in
            let tooLarge = error.code == .messageTooLarge ? (MessageSizeLimit(text: error.message).bytes, error) : nil
            let failed = state.backlog.connectionLost(tooLarge: tooLarge, &answers)
            return error.isTransient || failed > 0
        }
    }

    func takeNext() -> PublisherBacklog.Next {
        let (next, unconfirmed) = state.withLock { state in
            (state.backlog.takeNext(at: .now()), state.backlog.unconfirmedCount)
        }
        if case .message = next { observe(.unconfirmed(unconfirmed)) }
        return next
    }

    func wrote() { state.withLock { $0.backlog.wrote(at: .now()) } }

    func unblocked() { state.withLock { $0.backlog.unblocked(at: .now()) } }

    /// The queue that has not answered within the limit.
    func silentQueue() -> String? {
        state.withLock { $0.backlog.silentQueue(at: .now(), limit: confirmLimit) }
    }

    func settle(tag: UInt64, multiple: Bool, accepted: Bool) {
        let (before, after) = change { state, answers in
            let before = state.backlog.isProbing
            state.backlog.settle(tag: tag, multiple: multiple, accepted: accepted, at: .now(), &answers)
            return (before, state.backlog.isProbing)
        }
        if !before && after { logger.debug("a queue is full, publishing is throttled") }
        if before && !after { logger.debug("the queue accepts messages again") }
    }

    func markReturned(queue: String, id: String, reason: String) {
        state.withLock { $0.backlog.markReturned(queue: queue, id: id, reason: reason) }
    }

    // MARK: Inside

    /// Changes the state, and resumes callers after the lock is released.
    private func change<Value>(_ body: (inout sending State, inout Answers) -> Value) -> Value where Value: Sendable {
        var answers = Answers()
        let value = state.withLock { body(&$0, &answers) }
        answers.send(to: observer)
        return value
    }

    private static func cancelled(_ number: UInt64) -> RabbitMQError {
        RabbitMQError(.cancelled, "publishing was cancelled before the broker confirmed the message")
    }
}

/// The limit in "message size 20000000 is larger than configured max size 16777216".
struct MessageSizeLimit {
    let bytes: Int

    init(text: String) {
        let numbers = text.split { !$0.isASCII || !$0.isNumber }.compactMap { Int($0) }.filter { $0 > 65535 }
        bytes = numbers.count > 1 ? numbers[1] : (numbers.first ?? Int.max) - 1
    }
}
