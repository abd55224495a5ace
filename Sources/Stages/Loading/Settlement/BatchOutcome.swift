import ETLModels
import Ledger

/// The outcome of loading a batch.
struct BatchOutcome: Sendable, Hashable {
    let kind: RecordKind
    private let accepted: Int
    private let rejectedBefore: Int
    /// The number of new rows in the table.
    var loaded: Int
    /// The number of accepted records that gave stored rows values which these lacked.
    var completed = 0
    /// The number of new rows that took the place of others with other content.
    var replaced = 0
    /// The number of new rows that took the place of others that agree with them, which are duplicates from now on.
    var adopted = 0
    /// The number of records rejected because their key is stored with other content.
    var conflicts = 0
    /// The number of records rejected because a source that replaces others has stored other content.
    var outranked = 0

    /// The outcome if all accepted records of a batch are new.
    init(_ batch: LoadBatch) {
        self.init(batch, loaded: batch.acceptedCount)
    }

    /// The outcome of a batch with some new rows, if all others are duplicates.
    init(_ batch: LoadBatch, loaded: Int) {
        kind = batch.header.kind
        accepted = batch.acceptedCount
        rejectedBefore = batch.rejectedCount
        self.loaded = loaded
    }

    /// The number of accepted records whose keys existed, without those that are rejected for it.
    var duplicates: Int { accepted - loaded - conflicts - outranked }
    /// The number of the transformer's rejects and of the loader's.
    var rejected: Int { rejectedBefore + conflicts + outranked }
    var isAllNew: Bool { loaded == accepted && replaced == 0 }

    /// The counts in the ledger.
    var counts: BatchCounts {
        BatchCounts(
            loaded: loaded, duplicates: duplicates, completed: completed, replaced: replaced, rejected: rejected)
    }

    /// Adds the outcome of more records of the same batch.
    mutating func add(_ other: BatchOutcome) {
        loaded += other.loaded
        completed += other.completed
        replaced += other.replaced
        adopted += other.adopted
        conflicts += other.conflicts
        outranked += other.outranked
    }
}
