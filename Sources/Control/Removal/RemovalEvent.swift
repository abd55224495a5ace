package import Ledger
package import Submission

/// An event of a removal.
package enum RemovalEvent: Sendable {
    /// Before anything is changed.
    case planned(RemovalForecast)
    /// Another command removes a source: this one waits for its end.
    case waiting
    /// The ledger has forgotten so many batches of the source.
    case forgotten(batches: Int)
    /// So many rows are deleted, up to a place in the table.
    case deleted(rows: Int, upTo: RemovalPlace)
    /// An event of the submission of other sources.
    case submission(SubmissionEvent)
}

/// A place in a table.
package enum RemovalPlace: Sendable, Hashable {
    case block(Int64)
    /// The first bytes of an address, 0 to 255; 256 at the end.
    case addresses(Int)
}

/// What a removal has done.
package struct RemovalResult: Sendable {
    package let forecast: RemovalForecast
    /// The deleted rows.
    package var rows = 0
    /// The batches of the source that the ledger has forgotten.
    package var batches = 0
    /// How often the ledger has forgotten a batch of another source.
    package var forgotten = 0
    /// The other sources that are submitted again.
    package var submitted: [SubmittedSource] = []
    /// The other sources that still have to be submitted, because a file or the broker is unavailable.
    package var incomplete: [RemovalPlan.Reload] = []
    /// Why; nil if their own failures tell.
    package var failure: String?

    package init(forecast: RemovalForecast) {
        self.forecast = forecast
    }
}
