import Actions
import Bus
import DisplayText
import ETLModels
import Inspection
import Ledger
import SourceDescriptions
import Submission
import TerminalOutput

/// Prints the events of a submission.
enum SubmissionEvents {
    @Sendable
    static func show(_ event: SubmissionEvent) { show(event, standardInput: "submit -") }

    /// Prints an event of a submission, and notes what becomes of its sources.
    @Sendable
    static func show(_ event: SubmissionEvent, _ notes: ActionNotes) {
        switch event {
        case .submitted(let sources):
            for source in sources { notes.note("\(source.entry.id)", .done, "\(source.shownURI): \(source.words)") }
        case .failed(let failure): notes.note(failure.shownPlace, .failed, failure.error)
        case .unread: break
        }
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

extension SubmissionResult: ActionOutcome {
    package var words: String {
        let failures = failed.isEmpty ? "" : ", \(Format.count(failed.count)) failed"
        return "\(Format.count(submitted.count, "source", "sources"))\(failures)"
    }

    package var hasFailed: Bool { !failed.isEmpty }
}

extension SubmittedSource {
    /// The file, or what a node serves, without hashes.
    fileprivate var shownURI: String { ChainSource(entry.uri)?.shortName ?? entry.uri }

    /// The outcome of the submission.
    fileprivate var words: String {
        switch outcome {
        case .submitted: "submitted as \(entry.kind.name)"
        case .inProgress: "already submitted, still in progress"
        case .complete: "already loaded; nothing to do"
        }
    }
}
