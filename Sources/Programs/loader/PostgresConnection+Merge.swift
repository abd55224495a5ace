import ETLModels
import Postgres

extension PostgresConnection {
    /// Brings records into their table by way of a staging table, where keys may be there already: the schema's rule
    /// for same keys decides which row stays, and the ledger gets the counts.
    ///
    /// - Returns: what became of each batch.
    func mergeRecords(of batches: [LoadBatch], _ kind: RecordKind) throws(LoadError) -> [MergeOutcome] {
        let schema = kind.schema
        let statements = MergeStatements(schema)
        try rows(statements.createStaging)
        try copyRecords(
            of: batches, kind, into: statements.stagingTable, columns: statements.stagingColumns, isStaged: true)
        try rows(statements.lockForMerge)
        let outcomes =
            switch schema.sameKey {
            case .keepStored: try storeNew(batches, kind, statements)
            case .keepHighest: try storeHighest(batches, statements)
            }
        for (batch, outcome) in zip(batches, outcomes) where outcome.loaded < batch.acceptedCount {
            try record(outcome, of: batch)
            try store(outcome.conflicts, of: batch)
        }
        return outcomes
    }

    /// Stores the rows whose keys are new, and finds out about the others only if there are any.
    private func storeNew(
        _ batches: [LoadBatch], _ kind: RecordKind, _ statements: MergeStatements
    ) throws(LoadError) -> [MergeOutcome] {
        var outcomes = batches.map { MergeOutcome(loaded: $0.acceptedCount) }
        let staged = outcomes.reduce(0) { $0 + $1.loaded }
        guard try rows(statements.merge).affectedRows < staged else { return outcomes }
        var conflicts: [Int: Set<UInt64>] = [:]
        for row in try rows(statements.exceptions) {
            guard let place = row.int(0), let number = row.int64(1), let isConflict = row.bool(2) else { continue }
            outcomes[place].loaded -= 1
            if isConflict { conflicts[place, default: []].insert(UInt64(number)) }
        }
        for (place, numbers) in conflicts {
            outcomes[place].conflicts = try rejects(numbers, of: batches[place], kind.recordType)
        }
        return outcomes
    }

    private func storeHighest(
        _ batches: [LoadBatch], _ statements: MergeStatements
    ) throws(LoadError) -> [MergeOutcome] {
        var outcomes = batches.map { _ in MergeOutcome(loaded: 0) }
        for row in try rows(statements.merge) {
            if let place = row.int(0), let count = row.int(1) { outcomes[place].loaded = count }
        }
        return outcomes
    }

    /// Records of a batch, by their numbers, as rejects: their text is long gone, so it is written anew.
    private func rejects<Kind: Record>(
        _ numbers: Set<UInt64>, of batch: LoadBatch, _ type: Kind.Type
    ) throws(LoadError) -> [Reject] {
        let header = try header(of: batch.id.source)
        var rejects: [Reject] = []
        try batch.forEachRecord(as: type) { record, number in
            guard numbers.contains(number) else { return }
            let raw = RecordText.line(record, header: header)
            rejects.append(Reject(recordNumber: number, reason: .conflict, field: nil, raw: raw))
        }
        return rejects
    }

    /// The column names of a source, as its header has them.
    private func header(of source: SourceID) throws(LoadError) -> [String] {
        try rows(
            "SELECT name FROM etl.sources, unnest(columns) WITH ORDINALITY AS header (name, place) WHERE source_id = $1 ORDER BY place",
            [.uuid(source.bytes)]
        ).compactMap { $0.string(0) }
    }
}

/// What became of the accepted records of a batch; those that are neither are duplicates.
struct MergeOutcome: Sendable, Hashable {
    /// The number of records that are new in the table.
    var loaded: Int
    /// Records that were refused, since their key is stored with other content.
    var conflicts: [Reject] = []
}
