import ETLModels
import Ledger
import Postgres

/// Stores records in their table through a staging table. For existing keys, the schema's rule decides which row stays.
struct StagedMerge {
    private let batches: [LoadBatch]
    private let kind: RecordKind
    private let statements: MergeStatements

    init(_ batches: [LoadBatch], _ kind: RecordKind) {
        self.batches = batches
        self.kind = kind
        statements = MergeStatements(kind.schema)
    }

    /// - Returns: an outcome for each batch, in their order.
    func run(on connection: isolated PostgresConnection) throws(LoadError) -> [BatchOutcome] {
        try LoadError.converting(connection.query(statements.createStaging))
        try RowCopy.copy(
            batches, kind, into: statements.stagingTable, columns: statements.stagingColumns, isStaged: true,
            on: connection)
        try LoadError.converting(connection.query(statements.lockForMerge))
        return switch kind.schema.sameKey {
        case .keepStored: try storeNew(on: connection)
        case .keepHighest: try storeHighest(on: connection)
        }
    }

    /// Stores the rows whose keys are new, and queries the others only if there are any.
    private func storeNew(on connection: isolated PostgresConnection) throws(LoadError) -> [BatchOutcome] {
        var outcomes = batches.map { BatchOutcome($0) }
        let staged = outcomes.reduce(0) { $0 + $1.loaded }
        let stored = try LoadError.converting(connection.query(statements.merge)).affectedRows
        guard stored < staged else { return outcomes }
        var conflicts: [Int: Set<UInt64>] = [:]
        for row in try LoadError.converting(connection.query(statements.exceptions)) {
            guard let place = row.int(0), let number = row.int64(1), let isConflict = row.bool(2) else { continue }
            outcomes[place].loaded -= 1
            if isConflict { conflicts[place, default: []].insert(UInt64(number)) }
        }
        for (place, numbers) in conflicts {
            outcomes[place].conflicts = try rejects(numbers, of: batches[place], kind.recordType, on: connection)
        }
        return outcomes
    }

    private func storeHighest(on connection: isolated PostgresConnection) throws(LoadError) -> [BatchOutcome] {
        var outcomes = batches.map { BatchOutcome($0) }
        for place in outcomes.indices { outcomes[place].loaded = 0 }
        for row in try LoadError.converting(connection.query(statements.merge)) {
            if let place = row.int(0), let count = row.int(1) { outcomes[place].loaded = count }
        }
        return outcomes
    }

    /// Makes rejects of records of a batch, given by their numbers. Their text is regenerated, because the batch no
    /// longer has it.
    private func rejects<Kind: Record>(
        _ numbers: Set<UInt64>, of batch: LoadBatch, _ type: Kind.Type, on connection: isolated PostgresConnection
    ) throws(LoadError) -> [Reject] {
        let header = try LoadError.converting(SourceTable.columns(of: batch.id.source, on: connection))
        var rejects: [Reject] = []
        try batch.forEachRecord(as: type) { record, number in
            guard numbers.contains(number) else { return }
            let raw = RecordText.line(record, header: header)
            rejects.append(Reject(recordNumber: number, reason: .conflict, field: nil, raw: raw))
        }
        return rejects
    }
}
