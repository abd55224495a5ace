import Actions
import DeadLetters
import DisplayText
import Ledger
import TerminalOutput

/// Prints the events of dead-letter operations.
enum LetterEvents {
    @Sendable
    static func show(_ event: LetterEvent) {
        switch event {
        case .selected(let letter): Terminal.print(letter.line)
        case .replayed, .discarded: break
        case .failed(let id, let why): Terminal.complain("dead letter \(id): \(why)")
        case .brokenOff(let tally): Terminal.complain("replayed \(tally.words) before this error:")
        case .damaged(let what): Terminal.complain(what)
        }
    }

    /// Prints an event of an act, and notes what it tells of a letter.
    @Sendable
    static func show(_ event: LetterEvent, _ notes: ActionNotes) {
        notes.note(event)
        show(event)
    }
}

extension LetterImport: ActionOutcome {
    package var words: String {
        "\(Format.count(imported)) imported, \(Format.count(present)) were there, \(Format.count(damaged.count)) damaged"
    }
    package var hasFailed: Bool { !damaged.isEmpty }
}
