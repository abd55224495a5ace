import Bus
package import DisplayText
import ETLModels
package import RabbitMQ
import SourceDescriptions

extension LetterCensus {
    /// The letters as a JSON document.
    package func document(at now: Int) -> Document {
        Document(
            groups: groups.map { group in
                Document.Group(
                    stage: group.stage.rawValue, reason: group.reason, count: group.count,
                    first: group.first.map(Format.moment), last: group.last.map(Format.moment))
            },
            letters: letters.map { LetterDocument($0, at: now) }, omitted: omitted)
    }

    package struct Document: Encodable {
        struct Group: Encodable {
            let stage: String
            let reason: String
            let count: Int
            @Nullable var first: String?
            @Nullable var last: String?
        }

        let groups: [Group]
        let letters: [LetterDocument]
        let omitted: Int
    }
}

/// A letter as JSON. The keys are a contract with scripts: all are always present.
package struct LetterDocument: Encodable {
    package let id: String
    package let stage: String
    @Nullable var kind: String?
    @Nullable var sourceId: String?
    @Nullable var uri: String?
    @Nullable var sequence: Int?
    let records: Int
    package let attempts: Int
    package let replays: Int
    package let reason: String
    package let error: String
    @Nullable package var diedAt: String?
    @Nullable var ageSeconds: Int?
    package let bytes: Int

    init(_ letter: DeadLetter, at now: Int) {
        id = "\(letter.id)"
        stage = letter.stage.rawValue
        kind = letter.kind
        sourceId = letter.source.map { "\($0)" }
        uri = letter.uri
        sequence = letter.sequence
        records = letter.records
        attempts = letter.attempts
        replays = letter.replays
        reason = letter.reason
        error = letter.error
        diedAt = letter.diedAt.map(Format.moment)
        ageSeconds = letter.diedAt.map { max(0, now - $0) }
        bytes = letter.bytes
    }
}

/// A dead letter with its headers and body, without the secrets of links.
package struct LetterView: Encodable {
    package let letter: LetterDocument
    package let messageId: String
    package let headers: [String: LetterFile.Value]
    @Nullable package internal(set) var body: LetterBody?

    /// - Parameter records: the maximum number of records, and of rejects, shown.
    package init(
        _ message: BrowsedMessage, _ letter: DeadLetter, at now: Int, records: Int = LetterBody.usualRecords
    ) {
        self.letter = LetterDocument(letter, at: now)
        messageId = letter.messageID
        let shown = message.headers.map { (SourceLink.redacted(in: $0), LetterFile.Value($1).withoutSecrets) }
        headers = Dictionary(shown) { first, _ in first }
        body = message.body.map { LetterBody.describe($0, stage: letter.stage, records: records) }
    }
}

extension LetterFile.Value {
    /// The same without the secrets of links: permission to see a letter does not include its source.
    fileprivate var withoutSecrets: Self {
        if case .text(let text) = self { .text(SourceLink.redacted(in: text)) } else { self }
    }
}
