import ETLModels
import Pipeline
import RabbitMQ

/// What a dead letter's headers say of it.
struct DeadLetter: Sendable, Hashable {
    let stage: Stage
    let id: String
    /// The source that it belongs to; nil when nobody knows.
    let source: SourceID?
    /// The batch; for an extract job the first of its slice. Nil when nobody knows.
    let sequence: Int?
    /// The number of records in it; 0 for an extract job.
    let records: Int
    /// Whether it is the last batch of its source.
    let isLast: Bool
    /// In Unix seconds; nil when the broker itself has given it up.
    let diedAt: Int?
    let reason: String
    let error: String

    init(_ message: BrowsedMessage, stage: Stage) {
        self.stage = stage
        id = message.id
        source = message.text(MessageHeader.source).flatMap { SourceID($0) }
        sequence = message.integer(MessageHeader.sequence)
        records = stage == .extract ? 0 : message.integer(MessageHeader.records) ?? 0
        isLast = stage != .extract && message.integer(MessageHeader.last) == 1
        diedAt = message.integer(MessageHeader.diedAt)
        // Without a reason of ours, the broker itself has given it up.
        reason = message.text(MessageHeader.reason) ?? "delivery-limit"
        error = message.text(MessageHeader.error) ?? "the message was given back too often"
    }
}

extension BrowsedMessage {
    fileprivate func text(_ header: String) -> String? {
        guard case .string(let text) = headers[header] else { return nil }
        return text
    }

    fileprivate func integer(_ header: String) -> Int? {
        guard case .integer(let number) = headers[header] else { return nil }
        return Int(clamping: number)
    }
}

extension RabbitMQBrowser {
    /// Looks at the dead letters of all stages, at most 10,000 of each; they stay where they are.
    func deadLetters() throws(RabbitMQError) -> [DeadLetter] {
        var letters: [DeadLetter] = []
        for stage in Stage.allCases {
            guard let depth = try depth(of: stage.deadLetterQueue), depth.ready > 0 else { continue }
            let messages = try peek(stage.deadLetterQueue, limit: min(depth.ready, 10_000), headersOnly: true)
            letters += messages.map { DeadLetter($0, stage: stage) }
        }
        return letters
    }

    /// The number of dead letters of each stage.
    func deadLetterCounts() throws(RabbitMQError) -> [Int] {
        var counts: [Int] = []
        for stage in Stage.allCases { counts.append(try depth(of: stage.deadLetterQueue)?.ready ?? 0) }
        return counts
    }

    /// Whether there is no work and nobody who could have some in hand.
    func isIdle() throws(RabbitMQError) -> Bool {
        for stage in Stage.allCases {
            if let depth = try depth(of: stage.workQueue), depth.ready > 0 || depth.consumers > 0 { return false }
        }
        return true
    }

    /// Whether work is ready in a queue.
    func workIsWaiting() throws(RabbitMQError) -> Bool {
        for stage in Stage.allCases {
            if let depth = try depth(of: stage.workQueue), depth.ready > 0 { return true }
        }
        return false
    }
}
