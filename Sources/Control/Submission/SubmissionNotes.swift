package import Actions
import DisplayText
import ETLModels
import Ledger
import SourceDescriptions

extension ActionNotes {
    /// Notes what becomes of the sources of a submission.
    package func note(_ event: SubmissionEvent) {
        switch event {
        case .submitted(let sources):
            for source in sources { note("\(source.entry.id)", .done, "\(source.shownURI): \(source.words)") }
        case .failed(let failure): note(failure.shownPlace, .failed, failure.error)
        case .unread: break
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
    package var shownURI: String { ChainSource(entry.uri)?.shortName ?? entry.uri }

    /// The outcome of the submission.
    package var words: String {
        switch outcome {
        case .submitted: "submitted as \(entry.kind.name)"
        case .inProgress: "already submitted, still in progress"
        case .complete: "already loaded; nothing to do"
        }
    }
}
