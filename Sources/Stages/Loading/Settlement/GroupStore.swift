import ETLModels
import Ledger
import Postgres

/// Stores the rows of a group's batches of one kind, within the transaction.
struct GroupStore {
    private let batches: [LoadBatch]
    private let kind: RecordKind
    private let statements: MergeStatements

    init(_ batches: [LoadBatch], _ kind: RecordKind) {
        self.batches = batches
        self.kind = kind
        statements = MergeStatements(kind.schema)
    }

    /// Waits until no other loader writes rows of the kind, and keeps others from it until the transaction ends.
    func waitForOthers(on connection: isolated PostgresConnection) throws(LoadError) {
        try LoadError.converting(connection.query(statements.lockForMerge))
    }

    /// Waits until no other loader has the table for itself, and keeps others from that until the transaction ends.
    func keepMergesAway(on connection: isolated PostgresConnection) throws(LoadError) {
        try LoadError.converting(connection.query(statements.lockAgainstMerges))
    }

    /// Whether a row that agrees with a stored one of a lower rank takes it over: a source of a rank between the two may come later.
    func takesOver(on connection: isolated PostgresConnection) throws(LoadError) -> Bool {
        guard let number = batches.filter(\.source.replaces).map(\.source.number).max() else { return false }
        return try LoadError.converting(SourceTable.mayReplace(before: number, on: connection))
    }

    /// Lets the database merge all records.
    ///
    /// - Parameter column: the one whose highest value stays.
    /// - Returns: an outcome for each batch, in their order.
    func mergeAll(
        byHighest column: String, on connection: isolated PostgresConnection
    ) throws(LoadError) -> [BatchOutcome] {
        var outcomes = batches.map { BatchOutcome($0, loaded: 0) }
        let merged = try StagedMerge(batches, kind).run(byHighest: column, on: connection)
        for (batch, rows) in merged.enumerated() {
            (outcomes[batch].loaded, outcomes[batch].replaced) = (rows.loaded, rows.replaced)
            outcomes[batch].adopted = rows.adopted
            outcomes[batch].outranked = try reject(rows.outranked, as: .replaced, of: batch, on: connection)
        }
        return outcomes
    }

    /// Copies all records into a table without a key, in its bulk phase. What becomes of repeated keys is settled when the phase ends.
    ///
    /// - Returns: an outcome for each batch, in their order.
    func addAll(on connection: isolated PostgresConnection) throws(LoadError) -> [BatchOutcome] {
        let schema = kind.schema
        try RecordCopy.copy(batches, kind, into: schema.table, columns: schema.storedColumns, on: connection)
        return batches.map { BatchOutcome($0) }
    }

    /// Copies new rows into the table, completes and replaces stored ones, and stores conflicts as rejects.
    ///
    /// - Returns: an outcome for each batch, in their order.
    func store(
        _ group: GroupRows, on connection: isolated PostgresConnection
    ) throws(LoadError) -> [BatchOutcome] {
        if [.new, .completing, .replacing, .adopting].contains(where: group.contains) {
            try keepMergesAway(on: connection)
        }
        try add(group, on: connection)
        return try settle(group, on: connection)
    }

    /// Copies new rows into the table. A key that another transaction has stored meanwhile fails this one.
    func add(_ group: GroupRows, on connection: isolated PostgresConnection) throws(LoadError) {
        guard group.contains(.new) else { return }
        let schema = kind.schema
        try connection.copy(into: schema.table, columns: schema.storedColumns) { writer throws(LoadError) in
            group.forEachNewRow { writer.append(encoded: $0) }
        }
    }

    /// Completes and replaces stored rows, and stores conflicts as rejects.
    ///
    /// - Returns: an outcome for each batch, in their order.
    func settle(
        _ group: GroupRows, on connection: isolated PostgresConnection
    ) throws(LoadError) -> [BatchOutcome] {
        var outcomes = batches.enumerated().map { number, batch in
            let (replaced, adopted) = (group.count(of: number, .replacing), group.count(of: number, .adopting))
            let stored = replaced + adopted + group.count(of: number, .own)
            var outcome = BatchOutcome(batch, loaded: group.count(of: number, .new) + stored)
            outcome.completed = group.count(of: number, .completing)
            (outcome.replaced, outcome.adopted) = (replaced, adopted)
            return outcome
        }
        if group.contains(.completing) { try Completion(group, kind.schema).run(on: connection) }
        if group.contains(.replacing) || group.contains(.adopting) {
            try Replacement(group, kind.schema).run(on: connection)
        }
        for batch in outcomes.indices {
            func numbers(_ fate: GroupRows.Fate) -> some Sequence<UInt64> {
                group.rows(of: batch, fate).lazy.map { group.rows.numbers[$0] }
            }
            if group.contains(.conflict) {
                outcomes[batch].conflicts += try reject(numbers(.conflict), as: .conflict, of: batch, on: connection)
            }
            if group.contains(.outranked) {
                outcomes[batch].outranked += try reject(numbers(.outranked), as: .replaced, of: batch, on: connection)
            }
        }
        return outcomes
    }

    /// Stores records of a batch as rejects.
    ///
    /// - Parameter numbers: each once and ascending.
    /// - Returns: their number.
    private func reject(
        _ numbers: some Sequence<UInt64>, as reason: RejectReason, of batch: Int,
        on connection: isolated PostgresConnection
    ) throws(LoadError) -> Int {
        let rejects = ConflictRows(numbers, reason)
        if !rejects.isEmpty { try store(rejects, of: batches[batch], on: connection) }
        return rejects.count
    }

    /// Stores the conflicts of a batch, one after another.
    private func store(
        _ conflicts: ConflictRows, of batch: LoadBatch, on connection: isolated PostgresConnection
    ) throws(LoadError) {
        let header = try LoadError.converting(SourceTable.columns(of: batch.id.source, on: connection))
        try RejectTable.store(of: batch.id, on: connection) { store throws(LoadError) in
            try conflicts.forEachReject(in: batch, header: header, store)
        }
    }
}
