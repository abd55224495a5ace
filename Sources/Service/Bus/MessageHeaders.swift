import DisplayText
package import ETLModels
package import RabbitMQ

/// The headers of this system's messages: what an operator wants to know without decoding a body.
package enum MessageHeader {
    package static let kind = "etl-kind"
    package static let source = "etl-source"
    package static let sequence = "etl-sequence"
    package static let records = "etl-records"
    /// 1 in the last batch of a source.
    package static let last = "etl-last"
    /// The file, in extract jobs.
    package static let uri = "etl-uri"
    /// The stage that gave a dead letter up.
    package static let stage = "etl-stage"
    /// Why, in one or two words: `checksum-mismatch`.
    package static let reason = "etl-reason"
    /// Why, in a sentence.
    package static let error = "etl-error"
    /// When, in Unix seconds.
    package static let diedAt = "etl-died-at"
    /// How often a stage was handed the message in its whole life, replays included.
    package static let attempts = "etl-attempts"
    /// How often an operator has replayed the message.
    package static let replays = "etl-replays"
    /// Tells one replay of a message from another.
    package static let replay = "etl-replay"

    /// What a message keeps when it becomes a dead letter, and when it is replayed. Others may be anything, of any size.
    package static let kept: Set<String> = [kind, source, sequence, records, last, uri, attempts, replays, replay]
}

extension [String: HeaderValue] {
    /// What a message takes along when it becomes a dead letter and when it is replayed, each text cut to a length that
    /// fits. Whoever published it may have written anything.
    package var kept: [String: HeaderValue] {
        filter { MessageHeader.kept.contains($0.key) }.mapValues { value in
            if case .string(let text) = value { .string(text.shortened) } else { value }
        }
    }
}

extension Delivery {
    /// The kind that its headers name; nil if they name none that there is.
    package var kind: RecordKind? {
        guard case .string(let name) = headers[MessageHeader.kind] else { return nil }
        return RecordKind(name: name)
    }

    /// What its last replay is called; nil if it was never replayed.
    package var replay: String? {
        guard case .string(let name) = headers[MessageHeader.replay] else { return nil }
        return name.cut(toBytes: Message.maximumNameBytes)
    }
}

extension Message {
    /// A batch as a message; its id is the batch's.
    package init(batch body: [UInt8], id: BatchID, kind: RecordKind, records: UInt32, isLast: Bool) {
        self.init(
            id: "\(id)",
            headers: [
                MessageHeader.kind: .string(kind.name),
                MessageHeader.source: .string("\(id.source)"),
                MessageHeader.sequence: .integer(Int64(id.sequence)),
                MessageHeader.records: .integer(Int64(records)),
                MessageHeader.last: .integer(isLast ? 1 : 0),
            ],
            body: body)
    }
}
