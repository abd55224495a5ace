import ETLModels
import Pipeline

extension LetterCensus {
    /// The letters for a person; nil when there are none.
    func lines(at now: Int) -> [String]? {
        guard !groups.isEmpty else { return nil }
        var kinds = Table(["stage", "reason", "letters", "first", "last"], texts: [0, 1])
        for group in groups {
            kinds.add([
                group.stage.rawValue, Format.printable(String(group.reason.prefix(60))), Format.count(group.count),
                group.first.map(Format.moment) ?? "", group.last.map(Format.moment) ?? "",
            ])
        }
        var table = Table(
            ["id", "stage", "kind", "source", "sequence", "records", "attempts", "age", "reason"],
            texts: [0, 1, 2, 3, 8])
        for letter in letters { table.add(letter.cells(at: now)) }
        let more = omitted > 0 ? ["… and \(Format.count(omitted)) more; see --stage and --reason"] : []
        return kinds.lines(within: .max) + [""] + table.lines(within: .max) + more
    }
}

extension DeadLetter {
    fileprivate func cells(at now: Int) -> [String] {
        let replayed = replays > 0 ? ", \(replayedWords)" : ""
        return [
            "\(id)", stage.rawValue, Format.printable(String((kind ?? "?").prefix(20))), sourceName,
            sequence.map { "\($0)" } ?? "?", Format.count(records), Format.count(attempts),
            diedAt.map { Format.age(now - $0) } ?? "?", Format.printable(String(reason.prefix(60))) + replayed,
        ]
    }

    var replayedWords: String { replays == 1 ? "replayed 1 time" : "replayed \(replays) times" }

    /// The file's name, or the first digits of the source's identity.
    var sourceName: String {
        if let name = uri?.split(separator: "/").last { return Format.printable(Format.middle(String(name), 32)) }
        return source.map { "\($0.description.prefix(8))" } ?? "?"
    }

    /// A line that tells which letter it is.
    var line: String {
        "\(id)  \(stage.rawValue)  \(sourceName)/\(sequence.map { "\($0)" } ?? "?")  "
            + Format.printable(String(reason.prefix(60))) + (replays > 0 ? ", \(replayedWords)" : "")
    }
}

extension LetterCensus {
    /// The letters for a script.
    func document(at now: Int) -> Document {
        Document(
            groups: groups.map { group in
                Document.Group(
                    stage: group.stage.rawValue, reason: group.reason, count: group.count,
                    first: group.first.map(Format.moment), last: group.last.map(Format.moment))
            },
            letters: letters.map { LetterDocument($0, at: now) }, omitted: omitted)
    }

    struct Document: Encodable {
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

/// A letter for a script. The keys are part of the contract with others: all are always there.
struct LetterDocument: Encodable {
    let id: String
    let stage: String
    @Nullable var kind: String?
    @Nullable var sourceId: String?
    @Nullable var uri: String?
    @Nullable var sequence: Int?
    let records: Int
    let attempts: Int
    let replays: Int
    let reason: String
    let error: String
    @Nullable var diedAt: String?
    @Nullable var ageSeconds: Int?
    let bytes: Int

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

extension Nullable: Sendable where Value: Sendable {}

/// A value that is written as `null` when it is not there.
@propertyWrapper
struct Nullable<Value: Encodable>: Encodable {
    var wrappedValue: Value?

    init(wrappedValue: Value?) {
        self.wrappedValue = wrappedValue
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(wrappedValue)
    }
}
