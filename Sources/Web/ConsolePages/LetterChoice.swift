import Bus
package import DeadLetters
import DisplayText
import HTMLText

/// Which dead letters a page is about, as its address has it. A letter must meet all conditions that are given.
package struct LetterChoice: Sendable, Hashable {
    /// The most letters that are ticked: those of a page.
    package static let mostTicked = 200

    let stage: String?
    let reason: String?
    /// Whether only letters of reasons that have no group of their own are meant.
    let isRest: Bool
    /// The ticked ones, sorted, identical ones once for each; nil if letters are not chosen one by one.
    package let ids: [String]?

    package init(stage: String? = nil, reason: String? = nil, isRest: Bool = false, ids: [String]? = nil) {
        self.stage = stage
        self.reason = reason
        self.isRest = isRest
        self.ids = ids?.sorted()
    }

    /// The letters of a census that are chosen.
    package func letters(of census: LetterCensus) -> [DeadLetter] {
        let named = isRest ? Set(census.groups.lazy.filter { !$0.isRest }.map { Cause($0.stage, $0.reason) }) : []
        let ticked = ids.map { Set($0) }
        return census.letters.filter { letter in
            accepts(letter.stage, letter.reason)
                && (!isRest || !named.contains(Cause(letter.stage, letter.reason)))
                && (ticked?.contains("\(letter.id)") ?? true)
        }
    }

    /// The number of ticked letters that are not among some. Of identical ones, each counts.
    package func missing(among found: [LetterID]) -> Int {
        guard let ids else { return 0 }
        var ticked = LetterCopies(ids)
        for id in found { _ = ticked.take("\(id)") }
        return ticked.count
    }

    /// The groups of a census that are chosen.
    func groups(of census: LetterCensus) -> [LetterCensus.Group] {
        census.groups.filter { accepts($0.stage, $0.reason) && (!isRest || $0.isRest) }
    }

    private func accepts(_ stage: Stage, _ reason: String) -> Bool {
        (self.stage == nil || stage.rawValue == self.stage) && (self.reason == nil || reason == self.reason)
    }

    private struct Cause: Hashable {
        let stage: Stage
        let reason: String

        init(_ stage: Stage, _ reason: String) {
            self.stage = stage
            self.reason = reason
        }
    }

    /// The parameters of links to the same letters.
    var parameters: [(StaticString, String?)] {
        [("stage", stage), ("reason", reason), ("rest", isRest ? "1" : nil)] + (ids ?? []).map { ("id", $0) }
    }

    /// The command that lists the same letters of a census; where none does, one that lists others, too.
    func listing(of census: LetterCensus) -> Twin {
        let command = "etl dead-letters list\(options)"
        if isRest {
            return .near(command, "No option stands for the other reasons alone. This lists those with a group, too:")
        }
        if !isReasonAnArgument {
            return .near(command, "No argument has the NUL character of this reason. This lists other reasons, too:")
        }
        // To commands, a reason is its first words.
        let hasOthers =
            reason.map { reason in
                census.letters.contains { accepts($0.stage, reason) && $0.reason.hasPrefix("\(reason) ") }
            } ?? false
        return hasOthers ? .near(command, "This also lists reasons that begin with these words:") : .same(command)
    }

    /// The options of commands for the same letters, and for others if ``isRest`` or ``ids`` leave any out, or the reason is no argument.
    var options: String {
        let reason = isReasonAnArgument ? reason : nil
        return (stage.map { " --stage \($0.shellQuoted)" } ?? "")
            + (reason.map { " --reason \($0.shellQuoted)" } ?? "")
    }

    /// Whether a command can name the reason: its arguments end at a NUL.
    private var isReasonAnArgument: Bool { reason?.utf8.contains(0) != true }
}

extension LetterCensus.Group {
    /// The letters of the group.
    var choice: LetterChoice {
        isRest
            ? LetterChoice(stage: stage.rawValue, isRest: true) : LetterChoice(stage: stage.rawValue, reason: reason)
    }
}
