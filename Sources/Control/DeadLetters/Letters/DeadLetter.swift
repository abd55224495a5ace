package import Bus
import DisplayText
package import ETLModels
import RabbitMQ
import SourceDescriptions

/// A dead letter without its body, at most 9 KiB; any publisher may have set its headers, which can take 128 KiB. Its texts have no secrets
/// of links.
package struct DeadLetter: Sendable, Hashable {
    package let id: LetterID
    /// The stage that could not process it.
    package let stage: Stage
    /// The message id: the source and sequence of a batch or job.
    package let messageID: String
    package let kind: String?
    /// The source that it belongs to; nil when unknown.
    package let source: SourceID?
    /// The file, if the headers name it.
    package let uri: String?
    /// The sequence of the batch; for an extract job, the first of its slice. Nil when unknown.
    package let sequence: Int?
    /// The number of records in it; 0 for an extract job.
    package let records: Int
    /// Whether it is the last batch of its source.
    package let isLast: Bool
    /// The number of deliveries to the stage.
    package let attempts: Int
    /// The number of replays.
    package let replays: Int
    /// The time of death in Unix seconds; nil when unknown.
    package let diedAt: Int?
    package let reason: String
    package let error: String
    /// The size of the body.
    let bytes: Int

    /// The last part of the file's name; nil when the headers do not name it.
    package var fileName: String? { uri.map { String($0.split(separator: "/").last ?? "") } }

    /// The bytes of its texts.
    var textBytes: Int {
        messageID.utf8.count + (kind?.utf8.count ?? 0) + (uri?.utf8.count ?? 0) + reason.utf8.count + error.utf8.count
    }

    /// The maximum bytes of an id, a kind or a reason: the limit of AMQP names.
    static let nameBytes = 255
    /// The maximum bytes of a path or an error: the limit of the stages.
    static let textBytes = 4096

    init(_ message: BrowsedMessage, stage: Stage) {
        let death = Death(message)
        id = LetterID(message, stage: stage)
        self.stage = stage
        messageID = Self.shown(message.id, Self.nameBytes)
        kind = message.text(MessageHeader.kind).map { Self.shown($0, Self.nameBytes) }
        source = message.text(MessageHeader.source).flatMap { SourceID($0) }
        uri = message.text(MessageHeader.uri).map { Self.shown($0, Self.textBytes) }
        sequence = message.sequence(MessageHeader.sequence)
        records = stage == .extract ? 0 : message.count(MessageHeader.records) ?? 0
        isLast = stage != .extract && message.count(MessageHeader.last) == 1
        attempts = (message.count(MessageHeader.attempts) ?? 0) + death.attempts
        replays = message.count(MessageHeader.replays) ?? 0
        diedAt = death.time
        reason = Self.shown(death.reason, Self.nameBytes)
        error = Self.shown(death.error, Self.textBytes)
        bytes = message.bodyBytes
    }

    /// A text without the secrets of links. Beyond what is shown, a text is read as far as the end of a link is likely.
    private static func shown(_ text: String, _ bytes: Int) -> String {
        SourceLink.redacted(in: text, first: bytes + textBytes).cut(toBytes: bytes)
    }
}

/// The cause of a dead letter: recorded by a stage, or derived from the headers of a broker that dead-lettered it.
private struct Death {
    let reason: String
    let error: String
    let time: Int?
    /// Attempts that no stage has recorded.
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
