/// An unconfirmed message, with the call of `publish` that waits for it.
struct PendingPublish {
    typealias Caller = CheckedContinuation<Result<Void, RabbitMQError>, Never>

    /// Counts the calls of `publish`.
    let number: UInt64
    let message: Message
    let queue: String
    /// nil after the caller's cancellation.
    var caller: Caller?
    /// The start of its last sending.
    var sentAt: MonotonicTime?
    /// The end of its last sending.
    var writtenAt: MonotonicTime?
}

/// Notifications for after a lock is released: events for the observer, then results for callers.
struct Answers {
    private struct Answer {
        let caller: PendingPublish.Caller?
        let result: Result<Void, RabbitMQError>
        let event: ConnectionEvent?
    }

    private var pending: [Answer] = []
    /// The number of unconfirmed messages, if it has changed.
    var unconfirmed: Int?

    mutating func add(
        _ caller: PendingPublish.Caller?, _ result: Result<Void, RabbitMQError> = .success(()),
        event: ConnectionEvent? = nil
    ) {
        guard caller != nil || event != nil else { return }
        pending.append(Answer(caller: caller, result: result, event: event))
    }

    func send(to observer: (any ConnectionObserver)?) {
        if let observer {
            if let unconfirmed { observer.observe(.unconfirmed(unconfirmed)) }
            for case let event? in pending.lazy.map(\.event) { observer.observe(event) }
        }
        for answer in pending { answer.caller?.resume(returning: answer.result) }
    }
}
