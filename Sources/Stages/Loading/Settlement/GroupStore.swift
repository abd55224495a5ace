import ETLModels
import Ledger
import Postgres

/// Stores the rows of a group's batches of one kind, within the transaction.
struct GroupStore {
    private let batches: [LoadBatch]
    private let kind: RecordKind
    /// The rows and what was found out about them; nil if the database decides about all.
    private let group: GroupRows?
    private let statements: MergeStatements

    init(_ batches: [LoadBatch], _ kind: RecordKind, _ group: GroupRows?) {
        self.batches = batches
        self.kind = kind
        self.group = group
        statements = MergeStatements(kind.schema)
    }

    /// Copies new rows into the table, and merges those about which the database decides.
    ///
    /// - Returns: an outcome for each batch, in their order.
    func run(on connection: isolated PostgresConnection) throws(LoadError) -> [BatchOutcome] {
        var outcomes = batches.map { BatchOutcome($0) }
        var conflicts: [Set<UInt64>] = Array(repeating: [], count: batches.count)
        if let group {
            for batch in batches.indices {
                outcomes[batch].loaded = group.count(of: batch, .new)
                conflicts[batch] = Set(group.rows(of: batch, .conflict).map { group.rows.numbers[$0] })
            }
        } else {
            for batch in outcomes.indices { outcomes[batch].loaded = 0 }
        }
        if group?.contains(.merged) ?? true {
            let merged = try StagedMerge(batches, group, kind).run(on: connection)
            for batch in outcomes.indices {
                outcomes[batch].loaded += merged[batch].loaded
                conflicts[batch].formUnion(merged[batch].conflicts)
            }
        }
        if let group, group.contains(.new) { try copy(group, on: connection) }
        for (batch, numbers) in conflicts.enumerated() where !numbers.isEmpty {
            outcomes[batch].conflicts = try rejects(numbers, of: batches[batch], kind.recordType, on: connection)
        }
        return outcomes
    }

    /// Copies the new rows. A key that another transaction has stored meanwhile fails this one.
    private func copy(_ group: GroupRows, on connection: isolated PostgresConnection) throws(LoadError) {
        try LoadError.converting(connection.query(statements.lockAgainstMerges))
        let schema = kind.schema
        try connection.copy(into: schema.table, columns: schema.columns.map(\.name)) { writer throws(LoadError) in
            group.forEachRow(with: .new) { writer.append(encoded: $0) }
        }
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
