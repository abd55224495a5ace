import ETLModels
package import Ledger

/// A file that was submitted, as a source of records of one kind.
package struct SubmittedSource: Sendable, Hashable {
    package enum Outcome: Sendable, Hashable {
        /// The broker has confirmed its extract job.
        case submitted
        /// It was already submitted, and is in progress.
        case inProgress
        /// It is already loaded: nothing to do.
        case complete
    }

    package let entry: SourceEntry
    package let outcome: Outcome

    package init(entry: SourceEntry, outcome: Outcome) {
        self.entry = entry
        self.outcome = outcome
    }
}

/// An event of a submission.
package enum SubmissionEvent: Sendable {
    /// Files have been submitted, usually many together.
    case submitted([SubmittedSource])
    /// A file is submitted, but some of its columns are not loaded. Sent before the submission.
    case unread(UnreadColumns)
    /// A file cannot be submitted. Sent at once, since the others may take hours.
    case failed(FailedSource)
}

/// How a submission ended.
package struct SubmissionResult: Sendable {
    package var submitted: [SubmittedSource] = []
    package var failed: [FailedSource] = []
    /// The file that keeps standard input, if that was submitted.
    package var spooled: String?
}
