import ETLModels
import Ledger
import Postgres

/// The strategy that stores records in their table, and settles records whose keys exist already.
///
/// Each session has a settlement of its own. Every transaction calls ``waitForTurn()``, then ``store(_:of:on:)`` for
/// each kind, and at the end either ``committed(_:)`` or ``retries(after:)``.
protocol DuplicateSettlement: Sendable {
    /// Waits for the session's turn to write. Blocks the connection's thread.
    ///
    /// - Returns: the right to write, which ends before the COMMIT; nil if the session needs none.
    func waitForTurn() -> WriteTurn?

    /// Stores the records of new batches of one kind, within the transaction.
    ///
    /// The transaction writes the ledger's rows and the rejects, conflicts included.
    ///
    /// - Returns: an outcome for each batch, in their order.
    /// - Throws: ``LoadError``; then the transaction is rolled back.
    func store(
        _ batches: [LoadBatch], of kind: RecordKind, on connection: isolated PostgresConnection
    ) throws(LoadError) -> [BatchOutcome]

    /// Called after the commit with its outcomes.
    mutating func committed(_ outcomes: [BatchOutcome])

    /// Decides whether the loader retries the same batches at once, after a transaction that was rolled back.
    mutating func retries(after error: LoadError) -> Bool
}

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
