import ETLModels
import Postgres

/// How a session settles records whose keys are stored already: what it searches for, and whether it merges.
///
/// A group is compared with stored rows before its transaction, and only new rows are written. A key that the search has missed, or that
/// another loader has stored meanwhile, fails the transaction; then the group is merged through a staging table, which costs
/// three times as much, and cannot fail in this way.
struct KeySettlement: Sendable {
    private let turns: WriteTurns
    private(set) var search = KeySearch()
    /// Whether the next transaction merges the records of all kinds.
    private(set) var mergesAll = false

    /// - Parameter turns: shared by all sessions of the process.
    init(turns: WriteTurns) {
        self.turns = turns
    }

    /// The memory for encoded rows.
    var buffers: RowBuffers { turns.buffers }

    /// Waits for the session's turn to write. Blocks the connection's thread.
    ///
    /// - Returns: the right to write, which ends before the COMMIT; nil if the session needs none: a lock in the database separates a
    ///   merge from other merges and from copies.
    func waitForTurn() -> WriteTurn? { mergesAll ? nil : turns.next() }

    /// Called after the commit, with the search of the transaction.
    mutating func committed(_ search: KeySearch) {
        self.search = search
        if mergesAll { self.search.missedKey() }
        mergesAll = false
    }

    /// Decides whether the loader retries the same batches at once, after a transaction that was rolled back.
    mutating func retries(after error: LoadError) -> Bool {
        guard !mergesAll, error.isAboutKeys else { return false }
        mergesAll = true
        return true
    }
}

extension LoadError {
    /// Whether the records' keys collided with stored ones, or with those of another loader in another order. In a
    /// merge, keys can exist already, and every loader takes them in the same order.
    fileprivate var isAboutKeys: Bool {
        guard case .database(let error) = self else { return false }
        switch error.sqlState {
        case .deadlock: return true
        case .uniqueViolation: return RecordKind.allCases.contains { $0.schema.table == error.table }
        default: return false
        }
    }
}
