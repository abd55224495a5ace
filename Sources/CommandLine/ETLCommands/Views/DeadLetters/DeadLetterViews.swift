import Bus
import DeadLetters
import DisplayText
import ETLModels
import TerminalOutput

extension LetterCensus {
    /// The letters as lines; nil when there are none.
    func lines(at now: Int) -> [String]? {
        guard !groups.isEmpty else { return nil }
        var kinds = Table(["stage", "reason", "letters", "first", "last"], texts: [0, 1])
        for group in groups {
            kinds.add([
                group.stage.rawValue, String(group.reason.prefix(60)).printable, Format.count(group.count),
                group.first.map(Format.moment) ?? "", group.last.map(Format.moment) ?? "",
            ])
        }
        var table = Table(
            ["id", "stage", "kind", "source", "sequence", "records", "attempts", "age", "reason"],
            texts: [0, 1, 2, 3, 8])
        let names = Format.distinct(letters.map(\.sourceName), DeadLetter.nameWidth)
        for (letter, name) in zip(letters, names) { table.add(letter.cells(name, at: now)) }
        let more = omitted > 0 ? ["… and \(Format.count(omitted)) more; filter with --stage and --reason"] : []
        return kinds.lines(within: .max) + [""] + table.lines(within: .max) + more
    }
}

extension DeadLetter {
    /// The width of a file name in a list.
    fileprivate static let nameWidth = 40

    fileprivate func cells(_ name: String, at now: Int) -> [String] {
        let replayed = replays > 0 ? ", \(replayedWords)" : ""
        return [
            "\(id)", stage.rawValue, String((kind ?? "?").prefix(20)).printable, name,
            sequence.map { "\($0)" } ?? "?", Format.count(records), Format.count(attempts),
            diedAt.map { Format.age(now - $0) } ?? "?", String(reason.prefix(60)).printable + replayed,
        ]
    }

    var replayedWords: String { replays == 1 ? "replayed 1 time" : "replayed \(replays) times" }

    /// The file name; the first digits of the source's id if the message does not name the file.
    var sourceName: String {
        if let name = uri?.split(separator: "/").last { return String(name).printable }
        return source.map { "\($0.description.prefix(8))" } ?? "?"
    }

    /// One line that identifies the letter.
    var line: String {
        "\(id)  \(stage.rawValue)  \(Format.middle(sourceName, Self.nameWidth))/\(sequence.map { "\($0)" } ?? "?")  "
            + String(reason.prefix(60)).printable + (replays > 0 ? ", \(replayedWords)" : "")
    }
}

extension LetterView {
    /// The letter as lines.
    var lines: [String] {
        var lines = [
            "dead letter \(letter.id), message \(messageId.printable)",
            "died in     \(letter.stage), \(letter.diedAt.map { "at \($0)" } ?? "at an unknown time")",
            "reason      \(letter.reason.printable)",
            "            \(letter.error.printable)",
            "attempts    \(letter.attempts)" + (letter.replays > 0 ? ", replayed \(letter.replays)×" : ""),
            "headers",
        ]
        for (name, value) in headers.sorted(by: { $0.key < $1.key }) {
            lines.append("  \(name.printable): \(value.text.printable)")
        }
        lines.append("body        \(Format.count(letter.bytes)) bytes")
        return lines + (body?.lines ?? ["  not read: it exceeds the largest message that a stage accepts"])
    }
}
