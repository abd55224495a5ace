import ETLModels
package import Ledger

/// A file that was submitted, as a source of records of one kind.
package struct SubmittedSource: Sendable, Hashable {
    package enum Outcome: Sendable, Hashable {
        /// Its extract job is in the broker.
        case submitted
        /// It was submitted before, and is not loaded completely.
        case inProgress
        /// It was loaded before: there is nothing to do.
        case complete
    }

    package let entry: SourceEntry
    package let outcome: Outcome

    package init(entry: SourceEntry, outcome: Outcome) {
        self.entry = entry
        self.outcome = outcome
    }
}

/// What happens while files are submitted.
package enum SubmissionEvent: Sendable {
    /// Files, mostly many together, have been dealt with.
    case submitted([SubmittedSource])
    /// A file cannot be submitted. The others may take hours, so this comes at once.
    case failed(FailedSource)
}

/// How a submission ended.
package struct SubmissionResult: Sendable {
    package var submitted: [SubmittedSource] = []
    package var failed: [FailedSource] = []
}
