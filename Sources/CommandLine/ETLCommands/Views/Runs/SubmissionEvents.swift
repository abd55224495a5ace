import Actions
import DisplayText
import Submission
import TerminalOutput

/// Prints the events of a submission.
enum SubmissionEvents {
    @Sendable
    static func show(_ event: SubmissionEvent) { show(event, standardInput: "submit -") }

    /// Prints an event of a submission, and notes what becomes of its sources.
    @Sendable
    static func show(_ event: SubmissionEvent, _ notes: ActionNotes) {
        notes.note(event)
        show(event)
    }

    /// - Parameter standardInput: the arguments with which the same command loads standard input.
    static func show(_ event: SubmissionEvent, standardInput: String) {
        switch event {
        case .submitted(let sources):
            guard !sources.isEmpty else { return }
            Terminal.print(sources.map { "\($0.shownURI.printable): \($0.words)" }.joined(separator: "\n"))
        case .unread(let unread):
            let words = ([unread.reason] + unread.renames.flags).joined(separator: " ")
            Terminal.complain("\(unread.uri.printable): \(words.printable)")
        case .failed(let failure):
            // Errors of sources name `etl submit -`, whatever reads them.
            let error = failure.error.replacing("| etl submit -", with: "| \(Executable.invocation) \(standardInput)")
            Terminal.complain("\(failure.shownPlace.printable): \(error)\(failure.advice.words)")
        }
    }
}
