import ETLModels
import Postgres

/// Merges rows through a staging table. For existing keys, the schema's rule decides which row stays.
struct StagedMerge {
    /// What became of the merged rows of a batch.
    struct Outcome: Sendable, Hashable {
        /// The new rows in the table.
        var loaded = 0
        /// The numbers of the records whose key is stored with other content.
        var conflicts: Set<UInt64> = []
    }

    private let batches: [LoadBatch]
    /// The rows among which those to merge are; nil to merge all records.
    private let group: GroupRows?
    private let kind: RecordKind
    private let statements: MergeStatements

    init(_ batches: [LoadBatch], _ group: GroupRows?, _ kind: RecordKind) {
        self.batches = batches
        self.group = group
        self.kind = kind
        statements = MergeStatements(kind.schema)
    }

    /// - Returns: an outcome for each batch, in their order.
    func run(on connection: isolated PostgresConnection) throws(LoadError) -> [Outcome] {
        try LoadError.converting(connection.query(statements.createStaging))
        try stage(on: connection)
        try LoadError.converting(connection.query(statements.lockForMerge))
        do throws(PostgresError) {
            return switch kind.schema.sameKey {
            case .keepStored: try storeNew(on: connection)
            case .keepHighest: try storeHighest(on: connection)
            }
        } catch {
            throw .database(error)
        }
    }

    /// Copies the rows into the staging table, each after its origin.
    private func stage(on connection: isolated PostgresConnection) throws(LoadError) {
        let columns = statements.stagingColumns
        guard let group else {
            return try StagedCopy.copy(batches, kind, into: statements.stagingTable, columns: columns, on: connection)
        }
        try connection.copy(into: statements.stagingTable, columns: columns) { writer throws(LoadError) in
            for batch in group.rows.ranges.indices {
                for row in group.rows(of: batch, .merged) {
                    writer.beginRow(fieldCount: Int16(columns.count))
                    writer.int32(Int32(batch))
                    writer.int64(Int64(group.rows.numbers[row]))
                    writer.append(encoded: group.rows.fields(of: row))
                }
            }
        }
    }

    /// Stores the rows whose keys are new, and queries the others only if there are any.
    private func storeNew(on connection: isolated PostgresConnection) throws(PostgresError) -> [Outcome] {
        var outcomes = batches.indices.map { batch in
            Outcome(loaded: group?.count(of: batch, .merged) ?? batches[batch].acceptedCount)
        }
        let staged = outcomes.reduce(0) { $0 + $1.loaded }
        guard try connection.query(statements.merge).affectedRows < staged else { return outcomes }
        for row in try connection.query(statements.exceptions) {
            guard let batch = row.int(0), let number = row.int64(1), let isConflict = row.bool(2) else { continue }
            outcomes[batch].loaded -= 1
            if isConflict { outcomes[batch].conflicts.insert(UInt64(number)) }
        }
        return outcomes
    }

    private func storeHighest(on connection: isolated PostgresConnection) throws(PostgresError) -> [Outcome] {
        var outcomes = Array(repeating: Outcome(), count: batches.count)
        for row in try connection.query(statements.merge) {
            if let batch = row.int(0), let count = row.int(1) { outcomes[batch].loaded = count }
        }
        return outcomes
    }
}
