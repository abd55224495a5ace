import DeadLetters
import DisplayText
import TerminalOutput

/// Prints the events of dead-letter operations.
enum LetterEvents {
    @Sendable
    static func show(_ event: LetterEvent) {
        switch event {
        case .selected(let letter): Terminal.print(letter.line)
        case .failed(let id, let why): Terminal.complain("dead letter \(id): \(why)")
        case .brokenOff(let tally): Terminal.complain("replayed \(tally.words) before this error:")
        case .damaged(let what): Terminal.complain(what)
        }
    }
}

extension LetterTally {
    var words: String { total == 1 ? "1 dead letter" : "\(Format.count(total)) dead letters" }
}
