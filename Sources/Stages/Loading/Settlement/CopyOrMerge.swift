import ETLModels
import Postgres

/// Copies rows straight into an append-only table; once it has met duplicates, it merges them through a staging table for a
/// while.
///
/// Copying straight is fastest, and all-or-nothing: one key that is there already fails the transaction, which is then
/// repeated with a merge. Merging costs three times as much, and a failed copy leaves dead rows in the table; since duplicates
/// come in runs, the next transactions merge as well. Rows of kinds of which the highest stays are always merged.
struct CopyOrMerge: DuplicateSettlement {
    /// Transactions without a duplicate, one after another, that end a run of duplicates.
    static let cleanRun = 2
    private let turns: WriteTurns
    private var cleanLeft = 0

    /// - Parameter turns: those of all sessions of the process.
    init(turns: WriteTurns) {
        self.turns = turns
    }

    /// Whether the next transaction merges the records of all kinds.
    var mergesAll: Bool { cleanLeft > 0 }

    func waitForTurn() -> WriteTurn? {
        // A lock in the database keeps a merge apart from other merges and from those who copy.
        mergesAll ? nil : turns.next()
    }

    func store(
        _ batches: [LoadBatch], of kind: RecordKind, on connection: isolated PostgresConnection
    ) throws(LoadError) -> [BatchOutcome] {
        let schema = kind.schema
        guard schema.sameKey == .keepStored && !mergesAll else {
            return try StagedMerge(batches, kind).run(on: connection)
        }
        try LoadError.converting(connection.query(MergeStatements(schema).lockAgainstMerges))
        try RowCopy.copy(
            batches, kind, into: schema.table, columns: schema.columns.map(\.name), isStaged: false, on: connection)
        return batches.map { BatchOutcome($0) }
    }

    mutating func committed(_ outcomes: [BatchOutcome]) {
        // Only a merge finds duplicates. In tables of which the highest row stays, they are the rule.
        let metDuplicates = outcomes.contains { outcome in
            outcome.kind.schema.sameKey == .keepStored && !outcome.isAllNew
        }
        cleanLeft = metDuplicates ? Self.cleanRun : max(0, cleanLeft - 1)
    }

    mutating func retries(after error: LoadError) -> Bool {
        guard !mergesAll, error.isAboutKeys else { return false }
        cleanLeft = Self.cleanRun
        return true
    }
}

extension LoadError {
    /// Whether the records met others with their keys: stored ones, or those that another loader is storing in another
    /// order. In a merge, keys may be there already, and every loader takes them in the same order.
    fileprivate var isAboutKeys: Bool {
        guard case .database(let error) = self else { return false }
        switch error.sqlState {
        case .deadlock: return true
        case .uniqueViolation: return RecordKind.allCases.contains { $0.schema.table == error.table }
        default: return false
        }
    }
}
