package import Bus
import DisplayText
package import ETLModels
import RabbitMQ

/// What is known of a dead letter without its body, at most 6 KiB: anybody may have written up to 128 KiB of headers.
package struct DeadLetter: Sendable, Hashable {
    package let id: LetterID
    /// The stage that could not handle it.
    package let stage: Stage
    /// The message's id: of a batch or job, its source and sequence.
    package let messageID: String
    package let kind: String?
    /// The source that it belongs to; nil when nobody knows.
    package let source: SourceID?
    /// The file, where the headers name it.
    package let uri: String?
    /// The batch; for an extract job the first of its slice. Nil when nobody knows.
    package let sequence: Int?
    /// The number of records in it; 0 for an extract job.
    package let records: Int
    /// Whether it is the last batch of its source.
    package let isLast: Bool
    /// How often a stage was handed it.
    package let attempts: Int
    /// How often it was replayed.
    package let replays: Int
    /// In Unix seconds; nil when nobody knows.
    package let diedAt: Int?
    package let reason: String
    package let error: String
    /// The size of the body.
    let bytes: Int

    /// The most of an id, a kind or a reason: what AMQP allows for names.
    static let nameBytes = 255
    /// The most of a path or an error: as much as a stage writes.
    static let textBytes = 4096

    init(_ message: BrowsedMessage, stage: Stage) {
        let death = Death(message)
        id = LetterID(message, stage: stage)
        self.stage = stage
        messageID = message.id.cut(toBytes: Self.nameBytes)
        kind = message.text(MessageHeader.kind)?.cut(toBytes: Self.nameBytes)
        source = message.text(MessageHeader.source).flatMap { SourceID($0) }
        uri = message.text(MessageHeader.uri)?.cut(toBytes: Self.textBytes)
        sequence = message.sequence(MessageHeader.sequence)
        records = stage == .extract ? 0 : message.count(MessageHeader.records) ?? 0
        isLast = stage != .extract && message.count(MessageHeader.last) == 1
        attempts = (message.count(MessageHeader.attempts) ?? 0) + death.attempts
        replays = message.count(MessageHeader.replays) ?? 0
        diedAt = death.time
        reason = death.reason.cut(toBytes: Self.nameBytes)
        error = death.error.cut(toBytes: Self.textBytes)
        bytes = message.bodyBytes
    }
}

/// How a message became a dead letter: a stage has written it down, or the broker has given the message up itself.
private struct Death {
    let reason: String
    let error: String
    let time: Int?
    /// Attempts that no stage has written down.
    let attempts: Int

    init(_ message: BrowsedMessage) {
        if let reason = message.text(MessageHeader.reason) {
            self.reason = reason
            error = message.text(MessageHeader.error) ?? ""
            time = message.moment(MessageHeader.diedAt)
            attempts = 0
            return
        }
        time = message.moment(MessageHeader.diedAt) ?? message.moment("x-death.time")
        switch message.text("x-first-death-reason") {
        case "rejected":
            reason = "oversized"
            error = "the message has \(message.bodyBytes) bytes, more than the \(Message.maximumBodyBytes) allowed"
            attempts = 1
        case "delivery_limit":
            reason = "delivery-limit"
            error = "the message was redelivered too often: its consumers died or lost their connections"
            attempts = Stage.workQueueDeliveryLimit + 1
        case let other:
            reason = other ?? "unknown"
            error = other == nil ? "the message has no reason header" : "the broker dead-lettered the message"
            attempts = 0
        }
    }
}
