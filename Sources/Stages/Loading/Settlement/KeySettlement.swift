import ETLModels
import Postgres

/// How a session settles records whose keys are stored already: what it searches for, and whether it has the tables for itself.
///
/// A group is compared with stored rows in its transaction, and only new rows and new values are written. A key that the search has
/// missed, or that another loader has stored or completed meanwhile, fails the transaction. Then the loader waits until no other writes,
/// and looks up every key, which cannot fail in this way.
struct KeySettlement: Sendable {
    private let turns: WriteTurns
    private(set) var search = KeySearch()
    /// Whether the next transaction has the tables for itself, and looks up every key.
    private(set) var isAlone = false

    /// - Parameter turns: shared by all sessions of the process.
    init(turns: WriteTurns) {
        self.turns = turns
    }

    /// The memory for encoded rows.
    var buffers: RowBuffers { turns.buffers }

    /// The keys that the process has stored, of kinds whose files have several records with one key.
    var stored: KeyFilter { turns.stored }
    /// Those that it is about to store.
    var pending: PendingKeys { turns.pending }

    /// Waits for the session's turn to write. Blocks the connection's thread.
    ///
    /// - Returns: the right to write, which ends before the COMMIT.
    func waitForTurn() -> WriteTurn { turns.next() }

    /// Called after the commit, with the search of the transaction.
    mutating func committed(_ search: KeySearch) {
        self.search = search
        isAlone = false
    }

    /// Decides whether the loader retries the same batches at once, after a transaction that was rolled back.
    mutating func retries(after error: LoadError) -> Bool {
        guard !isAlone, error.isAboutKeys else { return false }
        isAlone = true
        return true
    }
}

extension LoadError {
    /// Whether the records' keys collided with stored ones, or with those of another loader in another order. A
    /// loader that is alone has looked up every key.
    fileprivate var isAboutKeys: Bool {
        guard case .database(let error) = self else { return false }
        switch error.sqlState {
        case .deadlock, .serializationFailure: return true
        case .uniqueViolation: return RecordKind.allCases.contains { $0.schema.table == error.table }
        default: return false
        }
    }
}
