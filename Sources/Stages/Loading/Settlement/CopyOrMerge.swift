import ETLModels
import Postgres

/// Copies rows directly into an append-only table; after duplicates, merges rows through a staging table for a while.
///
/// A direct copy is fastest, and all-or-nothing: one existing key fails the transaction, and a merge repeats it. A
/// merge costs three times as much, and a failed copy leaves dead rows in the table. Duplicates come in runs, so the
/// next transactions merge as well. Kinds that keep the highest row are always merged.
struct CopyOrMerge: DuplicateSettlement {
    /// The number of consecutive transactions without a duplicate that end a run of duplicates.
    static let cleanRun = 2
    private let turns: WriteTurns
    private var cleanLeft = 0

    /// - Parameter turns: shared by all sessions of the process.
    init(turns: WriteTurns) {
        self.turns = turns
    }

    /// Whether the next transaction merges the records of all kinds.
    var mergesAll: Bool { cleanLeft > 0 }

    func waitForTurn() -> WriteTurn? {
        // A lock in the database separates a merge from other merges and from copies.
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
        // Only a merge finds duplicates. In tables that keep the highest row, they are common.
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
