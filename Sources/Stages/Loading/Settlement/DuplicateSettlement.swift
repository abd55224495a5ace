import ETLModels
import Ledger
import Postgres

/// How records get into their table, and what becomes of those whose keys are in it already.
///
/// Each session has a settlement of its own. For every transaction it gets ``waitForTurn()``, then ``store(_:of:on:)`` for
/// each kind, and at the end either ``committed(_:)`` or ``retries(after:)``.
protocol DuplicateSettlement: Sendable {
    /// Waits until the session may write. Blocks the connection's thread.
    ///
    /// - Returns: the right to write, which ends before the COMMIT; nil if the session needs none.
    func waitForTurn() -> WriteTurn?

    /// Stores the records of new batches of one kind, within the transaction.
    ///
    /// The ledger's rows and the rejects, conflicts included, are the transaction's to write.
    ///
    /// - Returns: an outcome for each batch, in their order.
    /// - Throws: ``LoadError``; then the transaction is rolled back.
    func store(
        _ batches: [LoadBatch], of kind: RecordKind, on connection: isolated PostgresConnection
    ) throws(LoadError) -> [BatchOutcome]

    /// Learns what a transaction has committed.
    mutating func committed(_ outcomes: [BatchOutcome])

    /// Decides whether the same batches are loaded once more, after a transaction that left nothing in the database.
    mutating func retries(after error: LoadError) -> Bool
}

/// What became of the records of a batch.
struct BatchOutcome: Sendable, Hashable {
    let kind: RecordKind
    private let accepted: Int
    private let rejectedBefore: Int
    /// The number of records that are new in the table.
    var loaded: Int
    /// Records that were refused, because their key is stored with other content.
    var conflicts: [Reject] = []

    /// The outcome if all accepted records of a batch are new.
    init(_ batch: LoadBatch) {
        kind = batch.header.kind
        accepted = batch.acceptedCount
        rejectedBefore = batch.rejectedCount
        loaded = batch.acceptedCount
    }

    /// The number of records whose keys were there, and which were not refused.
    var duplicates: Int { accepted - loaded - conflicts.count }
    /// The number of records that came as rejects, and of conflicts.
    var rejected: Int { rejectedBefore + conflicts.count }
    var isAllNew: Bool { loaded == accepted }

    /// The same as the ledger stores it.
    var counts: BatchCounts { BatchCounts(loaded: loaded, duplicates: duplicates, rejected: rejected) }
}
