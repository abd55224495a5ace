internal import DequeModule

/// The publisher's messages: the next one to send, and their outcomes. Uses no connection and no lock.
struct PublisherBacklog {
    /// Bounds on unconfirmed messages.
    static let maximumUnconfirmed = 128
    static let maximumUnconfirmedBytes = 64 * 1024 * 1024

    enum Next {
        case message(PendingPublish)
        case nothing
        case pause(until: MonotonicTime)
    }

    /// In the order of the calls, retries included.
    private var waiting: Deque<PendingPublish> = []
    private var window = ConfirmWindow<PendingPublish>()
    private var unconfirmedBytes = 0
    private var counts = PublisherStatistics()
    /// The queues that refused a message and have accepted none since. They do not delay other queues.
    private var fullQueues: [String: FullQueue] = [:]
    /// When the broker last confirmed or refused a message of each queue, on this connection.
    private var lastAnswers: [String: MonotonicTime] = [:]
    /// When the broker last said that it accepts messages again.
    private var unblockedAt: MonotonicTime?

    /// Whether a queue is full: the publisher sends it one message at a time until the broker stores one.
    var isProbing: Bool { !fullQueues.isEmpty }

    var unconfirmedCount: Int { window.count }

    var statistics: PublisherStatistics {
        var statistics = counts
        statistics.unconfirmed = window.count
        statistics.waiting = waiting.count
        return statistics
    }

    /// Keeps a message until there is space; preserves the order of calls.
    mutating func enqueue(_ pending: PendingPublish) {
        let index = waiting.lastIndex { $0.number < pending.number }.map { $0 + 1 } ?? 0
        waiting.insert(pending, at: index)
    }

    /// The message to send now; it counts as sent.
    mutating func takeNext(at now: MonotonicTime) -> Next {
        guard window.count < Self.maximumUnconfirmed, unconfirmedBytes < Self.maximumUnconfirmedBytes
        else { return .nothing }
        for index in waiting.indices {
            let queue = waiting[index].queue
            if let full = fullQueues[queue] {
                guard now >= full.pausedUntil, !full.hasProbe else { continue }
                fullQueues[queue]?.hasProbe = true
            }
            var next = waiting.remove(at: index)
            next.sentAt = now
            next.writtenAt = nil
            window.append(next)
            unconfirmedBytes += next.message.body.count
            return .message(next)
        }
        let pauses = fullQueues.values.map(\.pausedUntil).filter { now < $0 }
        return pauses.min().map { .pause(until: $0) } ?? .nothing
    }

    /// The message that was taken last is sent.
    mutating func wrote(at now: MonotonicTime) {
        window.modifyLast { $0.writtenAt = now }
    }

    /// A broker that was blocked has to read what it was sent meanwhile.
    mutating func unblocked(at now: MonotonicTime) { unblockedAt = now }

    /// The queue of the oldest message, if neither it nor a later one of the queue has got an answer for `limit`.
    func silentQueue(at now: MonotonicTime, limit: Duration) -> String? {
        guard let oldest = window.oldest, let writtenAt = oldest.writtenAt else { return nil }
        let signs = [writtenAt, unblockedAt ?? writtenAt, lastAnswers[oldest.queue] ?? writtenAt]
        return signs.allSatisfy { $0 + limit < now } ? oldest.queue : nil
    }

    mutating func markReturned(queue: String, id: String, reason: String) {
        window.markReturned(reason: reason) { $0.queue == queue && $0.message.id == id }
    }

    mutating func settle(tag: UInt64, multiple: Bool, accepted: Bool, at now: MonotonicTime, _ answers: inout Answers) {
        for settled in window.settle(tag: tag, multiple: multiple, accepted: accepted) {
            let pending = settled.entry
            unconfirmedBytes -= pending.message.body.count
            lastAnswers[pending.queue] = now
            switch settled.outcome {
            case .stored:
                counts.confirmed += 1
                let time = pending.sentAt.map { now.since($0) } ?? .zero
                answers.add(pending.caller, event: .confirmed(after: time))
                resumeSpeed(of: pending.queue, at: now)
            case .refused:
                counts.nacked += 1
                answers.add(nil, event: .nacked)
                if pending.caller != nil { enqueue(pending) }
                slowDown(pending.queue, at: now)
            case .returned(let reason):
                counts.returned += 1
                fullQueues[pending.queue] = nil
                answers.add(pending.caller, .failure(Self.unroutable(pending, reason)), event: .returned)
            }
        }
        answers.unconfirmed = window.count
    }

    /// Takes the unconfirmed messages back, to send them on the next connection.
    ///
    /// - Parameter tooLarge: fails messages above this size in bytes instead.
    /// - Returns: the number of failed messages.
    mutating func connectionLost(
        tooLarge: (limit: Int, error: RabbitMQError)? = nil, _ answers: inout Answers
    ) -> Int {
        var failed = 0
        for (pending, returnReason) in window.drain() {
            if let returnReason {
                counts.returned += 1
                answers.add(pending.caller, .failure(Self.unroutable(pending, returnReason)), event: .returned)
            } else if let tooLarge, pending.message.body.count > tooLarge.limit {
                failed += 1
                answers.add(pending.caller, .failure(tooLarge.error))
            } else if pending.caller != nil {
                enqueue(pending)
            }
        }
        counts.reconnects += 1
        unconfirmedBytes = 0
        answers.unconfirmed = 0
        fullQueues = [:]
        lastAnswers = [:]
        return failed
    }

    /// The caller no longer waits. A message that is already sent can still arrive.
    mutating func abandon(_ number: UInt64, with error: RabbitMQError, _ answers: inout Answers) {
        if let index = waiting.firstIndex(where: { $0.number == number }) {
            answers.add(waiting.remove(at: index).caller, .failure(error))
            return
        }
        var caller: PendingPublish.Caller?
        _ = window.modify(where: { $0.number == number }) { pending in
            caller = pending.caller
            pending.caller = nil
        }
        answers.add(caller, .failure(error))
    }

    /// Fails all messages.
    mutating func abandonAll(with error: RabbitMQError, _ answers: inout Answers) {
        for (pending, _) in window.drain() { answers.add(pending.caller, .failure(error)) }
        unconfirmedBytes = 0
        answers.unconfirmed = 0
        while let pending = waiting.popFirst() { answers.add(pending.caller, .failure(error)) }
    }

    private mutating func slowDown(_ queue: String, at now: MonotonicTime) {
        var full = fullQueues[queue] ?? FullQueue(pausedUntil: now)
        // The rest of a refused window is one refusal, not many.
        if now >= full.pausedUntil { full.pausedUntil = now + full.backoff.next() }
        full.hasProbe = false
        fullQueues[queue] = full
    }

    private mutating func resumeSpeed(of queue: String, at now: MonotonicTime) {
        // Sent before the refusal: it does not show the queue's current state.
        if let full = fullQueues[queue], now < full.pausedUntil { return }
        fullQueues[queue] = nil
    }

    private static func unroutable(_ pending: PendingPublish, _ reason: String) -> RabbitMQError {
        RabbitMQError(
            .unroutable,
            """
            there is no queue \(pending.queue) for message \(pending.message.id) (\(reason)): \
            start the service that declares it, or check the name
            """
        )
    }
}

/// The backoff of a queue that has refused a message.
private struct FullQueue {
    var pausedUntil: MonotonicTime
    /// Whether a probe message is unconfirmed.
    var hasProbe = false
    var backoff = Backoff(initial: .milliseconds(50), maximum: .seconds(5))

    init(pausedUntil: MonotonicTime) {
        self.pausedUntil = pausedUntil
    }
}
