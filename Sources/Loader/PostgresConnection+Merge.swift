import ETLModels
import Postgres

extension PostgresConnection {
    /// Brings records into their table by way of a staging table, where keys may be there already: the schema's rule
    /// for same keys decides which row stays, and the ledger gets the counts.
    func mergeRecords(of batches: [LoadBatch], _ kind: RecordKind) throws(LoadError) {
        let schema = kind.schema
        let statements = MergeStatements(schema)
        try rows(statements.createStaging)
        try copyRecords(
            of: batches, kind, into: statements.stagingTable, columns: statements.stagingColumns, isStaged: true)
        let loaded = try mergeStaged(statements, batchCount: batches.count)
        let conflicts =
            try schema.sameKey == .keepStored ? conflicts(in: batches, kind.recordType, statements) : [:]
        for (place, batch) in batches.enumerated() {
            let rejects = conflicts[place] ?? []
            let counts = LoadCounts(loaded: loaded[place], conflicts: rejects.count)
            try record(counts, of: batch)
            try store(rejects, of: batch)
        }
    }

    /// - Returns: for each batch, the number of its records that are new in the table.
    private func mergeStaged(_ statements: MergeStatements, batchCount: Int) throws(LoadError) -> [Int] {
        var loaded = [Int](repeating: 0, count: batchCount)
        for row in try rows(statements.merge) {
            if let place = row.int(0), let count = row.int(1) { loaded[place] = count }
        }
        return loaded
    }

    /// - Returns: for each batch (by its place) the records whose key is stored with other content, as rejects.
    private func conflicts<Kind: Record>(
        in batches: [LoadBatch], _ type: Kind.Type, _ statements: MergeStatements
    ) throws(LoadError) -> [Int: [Reject]] {
        var numbers: [Int: Set<UInt64>] = [:]
        for row in try rows(statements.conflicts) {
            if let place = row.int(0), let number = row.int64(1) { numbers[place, default: []].insert(UInt64(number)) }
        }
        var rejects: [Int: [Reject]] = [:]
        for (place, numbers) in numbers {
            let batch = batches[place]
            let layout = try header(of: batch.id.source)
            try batch.forEachRecord(as: type) { record, number in
                guard numbers.contains(number) else { return }
                let raw = RecordText.line(record, header: layout)
                rejects[place, default: []].append(
                    Reject(recordNumber: number, reason: .conflict, field: nil, raw: raw))
            }
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

/// Where the accepted records of a batch went.
struct LoadCounts: Sendable, Hashable {
    /// New in the table.
    let loaded: Int
    /// Refused, since their key is stored with other content.
    let conflicts: Int
}
