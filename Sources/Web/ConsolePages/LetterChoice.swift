import Bus
package import DeadLetters
import DisplayText
import HTMLText

/// Which dead letters a page is about, as its address has it. A letter must meet all conditions that are given.
package struct LetterChoice: Sendable, Hashable {
    let stage: String?
    let reason: String?
    let id: String?

    package init(stage: String?, reason: String?, id: String? = nil) {
        self.stage = stage
        self.reason = reason
        self.id = id
    }

    /// The letters of a census that are chosen.
    package func letters(of census: LetterCensus) -> [DeadLetter] {
        census.letters.filter {
            accepts($0.stage, $0.reason) && (id == nil || "\($0.id)" == id)
        }
    }

    /// The groups of a census that are chosen.
    func groups(of census: LetterCensus) -> [LetterCensus.Group] {
        census.groups.filter { accepts($0.stage, $0.reason) }
    }

    private func accepts(_ stage: Stage, _ reason: String) -> Bool {
        (self.stage == nil || stage.rawValue == self.stage) && (self.reason == nil || reason == self.reason)
    }

    /// The parameters of links to the same letters.
    var parameters: [(StaticString, String?)] { [("stage", stage), ("reason", reason), ("id", id)] }

    /// The options of commands for the same letters.
    var options: String {
        (stage.map { " --stage \($0.shellQuoted)" } ?? "") + (reason.map { " --reason \($0.shellQuoted)" } ?? "")
    }
}
