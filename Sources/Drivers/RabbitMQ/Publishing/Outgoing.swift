/// A message on its way, with the call that waits for it.
struct Outgoing {
    typealias Caller = CheckedContinuation<Result<Void, RabbitMQError>, Never>

    /// Counts the calls of `publish`.
    let number: UInt64
    let message: Message
    let queue: String
    /// nil once the caller was cancelled.
    var caller: Caller?
    /// When it was last begun to be sent.
    var sentAt: MonotonicTime?
}

/// What is to be told after a lock is released: to the observer what has happened, and then to callers how it ended.
struct Answers {
    private struct Answer {
        let caller: Outgoing.Caller?
        let result: Result<Void, RabbitMQError>
        let event: BusEvent?
    }

    private var pending: [Answer] = []
    /// The number of unconfirmed messages, if it has changed.
    var unconfirmed: Int?

    mutating func add(
        _ caller: Outgoing.Caller?, _ result: Result<Void, RabbitMQError> = .success(()), event: BusEvent? = nil
    ) {
        guard caller != nil || event != nil else { return }
        pending.append(Answer(caller: caller, result: result, event: event))
    }

    func send(to observer: (any BusObserver)?) {
        if let observer {
            if let unconfirmed { observer.observe(.unconfirmed(unconfirmed)) }
            for case let event? in pending.lazy.map(\.event) { observer.observe(event) }
        }
        for answer in pending { answer.caller?.resume(returning: answer.result) }
    }
}
