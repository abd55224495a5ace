import DisplayText
package import ETLModels
package import RabbitMQ

/// The headers of this system's messages, for an operator who does not decode a body.
package enum MessageHeader {
    package static let kind = "etl-kind"
    package static let source = "etl-source"
    package static let sequence = "etl-sequence"
    package static let records = "etl-records"
    /// 1 in the last batch of a source.
    package static let last = "etl-last"
    /// The file. Batches of older versions lack it.
    package static let uri = "etl-uri"
    /// The stage that dead-lettered the message.
    package static let stage = "etl-stage"
    /// The reason, in one or two words: `checksum-mismatch`.
    package static let reason = "etl-reason"
    /// The error, in a sentence.
    package static let error = "etl-error"
    /// The time of the dead-lettering, in Unix seconds.
    package static let diedAt = "etl-died-at"
    /// The number of deliveries of the message to a stage, replays included.
    package static let attempts = "etl-attempts"
    /// The number of replays of the message.
    package static let replays = "etl-replays"
    /// Since when a message waits for its source, in Unix seconds. Neither a dead letter nor a replayed message has it.
    package static let waitingSince = "etl-waiting-since"
    /// Identifies a replay of a message.
    package static let replay = "etl-replay"
    /// Marks a message that is no batch. The only value is ``sightings``.
    package static let report = "etl-report"
    package static let sightings = "sightings"

    /// The headers that a message keeps when it becomes a dead letter, and at a replay. Others can have any content and size.
    package static let kept: Set<String> = [
        kind, source, sequence, records, last, uri, attempts, replays, replay, report,
    ]
}

extension [String: HeaderValue] {
    /// The kept headers of a message, each text cut to a length that fits: a publisher can write anything.
    package var kept: [String: HeaderValue] {
        filter { MessageHeader.kept.contains($0.key) }.mapValues { value in
            if case .string(let text) = value { .string(text.shortened) } else { value }
        }
    }
}

extension Delivery {
    /// The kind in the headers; nil if there is none or it is unknown.
    package var kind: RecordKind? {
        guard case .string(let name) = headers[MessageHeader.kind] else { return nil }
        return RecordKind(name: name)
    }

    /// The file in the headers; nil if there is none. A publisher can write any text.
    package var uri: String? {
        guard case .string(let uri) = headers[MessageHeader.uri] else { return nil }
        return uri
    }

    /// Since when the message waits for its source, in Unix seconds; nil if it does not.
    package var waitingSince: Int64? {
        guard case .integer(let time)? = headers[MessageHeader.waitingSince], time > 0 else { return nil }
        return time
    }

    /// The identity of the last replay; nil if the message was never replayed.
    package var replay: String? {
        guard case .string(let name) = headers[MessageHeader.replay] else { return nil }
        return name.cut(toBytes: Message.maximumNameBytes)
    }
}

extension Message {
    /// A batch as a message; its id is the batch's.
    ///
    /// - Parameter uri: the file, for the headers; cut to a length that fits.
    package init(
        batch body: [UInt8], id: BatchID, kind: RecordKind, records: UInt32, isLast: Bool, uri: String? = nil
    ) {
        var headers: [String: HeaderValue] = [
            MessageHeader.kind: .string(kind.name),
            MessageHeader.source: .string("\(id.source)"),
            MessageHeader.sequence: .integer(Int64(id.sequence)),
            MessageHeader.records: .integer(Int64(records)),
            MessageHeader.last: .integer(isLast ? 1 : 0),
        ]
        if let uri { headers[MessageHeader.uri] = .string(uri.shortened) }
        self.init(id: "\(id)", headers: headers, body: body)
    }
}
