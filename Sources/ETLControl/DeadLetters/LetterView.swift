import Pipeline
import RabbitMQ

/// A dead letter in full.
struct LetterView: Encodable {
    private let letter: LetterDocument
    private let messageId: String
    private let headers: [String: LetterFile.Value]
    @Nullable private var body: LetterBody?

    init(_ message: BrowsedMessage, _ letter: DeadLetter, at now: Int) {
        self.letter = LetterDocument(letter, at: now)
        messageId = letter.messageID
        headers = message.headers.mapValues { LetterFile.Value($0) }
        body = message.body.map { LetterBody.describe($0, stage: letter.stage) }
    }

    /// The letter for a person.
    var lines: [String] {
        var lines = [
            "dead letter \(letter.id), message \(Format.printable(messageId))",
            "died in     \(letter.stage), \(letter.diedAt.map { "at \($0)" } ?? "nobody knows when")",
            "reason      \(Format.printable(letter.reason))",
            "            \(Format.printable(letter.error))",
            "attempts    \(letter.attempts)" + (letter.replays > 0 ? ", replayed \(letter.replays)×" : ""),
            "headers",
        ]
        for (name, value) in headers.sorted(by: { $0.key < $1.key }) {
            lines.append("  \(Format.printable(name)): \(Format.printable(value.text))")
        }
        lines.append("body        \(Format.count(letter.bytes)) bytes")
        return lines + (body?.lines ?? ["  not read: it is larger than any message that a stage takes"])
    }
}

extension LetterFile.Value {
    fileprivate var text: String {
        switch self {
        case .text(let text): text
        case .number(let number): "\(number)"
        }
    }
}
