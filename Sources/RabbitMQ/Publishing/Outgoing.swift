/// A message on its way, with the call that waits for it.
struct Outgoing {
    typealias Caller = CheckedContinuation<Result<Void, RabbitMQError>, Never>

    /// Counts the calls of `publish`.
    let number: UInt64
    let message: Message
    let queue: String
    /// nil once the caller was cancelled.
    var caller: Caller?
}

/// Callers to be resumed after a lock is released.
struct Answers {
    private var pending: [(Outgoing.Caller, Result<Void, RabbitMQError>)] = []

    mutating func add(_ caller: Outgoing.Caller?, _ result: Result<Void, RabbitMQError>) {
        if let caller { pending.append((caller, result)) }
    }

    func send() {
        for (caller, result) in pending { caller.resume(returning: result) }
    }
}
