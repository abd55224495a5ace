import ETLModels
import Ledger
import Postgres

/// Merges the records of batches through a staging table, by the rule that the row with the highest value of a column stays.
struct StagedMerge {
    /// What has become of a batch's rows. All others are duplicates.
    struct Outcome {
        /// The number of rows that are in the table.
        var loaded = 0
        /// The number of those among them that took the place of rows with other content.
        var replaced = 0
        /// The number of those among them that took the place of rows that agree.
        var adopted = 0
        /// The records that a source of a higher rank contradicts, by their numbers, ascending.
        var outranked: [UInt64] = []
    }

    private let batches: [LoadBatch]
    private let kind: RecordKind
    private let statements: MergeStatements

    init(_ batches: [LoadBatch], _ kind: RecordKind) {
        self.batches = batches
        self.kind = kind
        statements = MergeStatements(kind.schema)
    }

    /// - Parameter column: the one whose highest value stays.
    /// - Returns: an outcome for each batch, in their order.
    func run(byHighest column: String, on connection: isolated PostgresConnection) throws(LoadError) -> [Outcome] {
        let displacement = DisplacedRows(kind.schema)
        try LoadError.converting(connection.query(statements.createStaging))
        try displacement.prepare(on: connection)
        try RecordCopy.copy(
            batches, kind, into: statements.stagingTable, columns: statements.stagingColumns, isStaged: true,
            on: connection)
        try LoadError.converting(connection.query(statements.lockForMerge))
        try LoadError.converting(connection.query(statements.noteDisplaced(byHighest: column)))
        try displacement.settle(on: connection)
        try LoadError.converting(connection.query(statements.mergeHighest(column)))
        return try outcomes(on: connection)
    }

    private func outcomes(on connection: isolated PostgresConnection) throws(LoadError) -> [Outcome] {
        var outcomes = Array(repeating: Outcome(), count: batches.count)
        for row in try LoadError.converting(connection.query(statements.countStored)) {
            guard let batch = row.int(0), let loaded = row.int(1), let replaced = row.int(2), let adopted = row.int(3)
            else { continue }
            outcomes[batch] = Outcome(loaded: loaded, replaced: replaced, adopted: adopted)
        }
        for row in try LoadError.converting(connection.query(statements.outranked)) {
            guard let batch = row.int(0), let number = row.int64(1) else { continue }
            outcomes[batch].outranked.append(UInt64(number))
        }
        return outcomes
    }
}
