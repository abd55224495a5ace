import ETLModels
import Ledger

/// The outcome of loading a batch.
struct BatchOutcome: Sendable, Hashable {
    let kind: RecordKind
    private let accepted: Int
    private let rejectedBefore: Int
    /// The number of new rows in the table.
    var loaded: Int
    /// Records rejected because their key is stored with other content.
    var conflicts: [Reject] = []

    /// The outcome if all accepted records of a batch are new.
    init(_ batch: LoadBatch) {
        kind = batch.header.kind
        accepted = batch.acceptedCount
        rejectedBefore = batch.rejectedCount
        loaded = batch.acceptedCount
    }

    /// The number of accepted records whose keys existed, without the conflicts.
    var duplicates: Int { accepted - loaded - conflicts.count }
    /// The number of the transformer's rejects, and of conflicts.
    var rejected: Int { rejectedBefore + conflicts.count }
    var isAllNew: Bool { loaded == accepted }

    /// The counts in the ledger.
    var counts: BatchCounts { BatchCounts(loaded: loaded, duplicates: duplicates, rejected: rejected) }
}
