import ETLModels
import Ledger
import Postgres

extension PostgresConnection {
    /// Enters batches into the ledger, the first act of a load transaction.
    ///
    /// Another transaction that is loading one of the batches right now is waited for.
    ///
    /// - Parameter batches: in the order of their identities, so that two loaders with the same batches cannot wait for
    ///   one another.
    /// - Returns: the batches that were not in the ledger.
    func claim(_ batches: [LoadBatch]) throws(LoadError) -> Set<BatchID> {
        var values: [PostgresValue] = []
        for batch in batches { values += batch.ledgerValues }
        let width = LoadBatch.ledgerColumns.count
        let places = batches.indices.map { row in
            "(" + (0..<width).map { "$\(row * width + $0 + 1)" }.joined(separator: ", ") + ")"
        }
        let claimed = try rows(
            """
            INSERT INTO etl.batches (\(LoadBatch.ledgerColumns.joined(separator: ", ")))
            VALUES \(places.joined(separator: ", ")) ON CONFLICT DO NOTHING RETURNING source_id, sequence
            """, values)
        var ids: Set<BatchID> = []
        for row in claimed {
            guard let source = row.string(0).flatMap({ SourceID($0) }), let sequence = row.int(1) else { continue }
            ids.insert(BatchID(source: source, sequence: UInt32(sequence)))
        }
        return ids
    }

    /// The checksum that the ledger has for a batch, which could not be claimed.
    func recordedChecksum(of id: BatchID) throws(LoadError) -> Int64 {
        let row = try rows(
            "SELECT checksum FROM etl.batches WHERE source_id = $1 AND sequence = $2",
            [.uuid(id.source.bytes), .integer(Int64(id.sequence))]
        ).first
        // Somebody took the row away in between. Taking the batch for loaded would lose it.
        guard let checksum = row?.int64(0) else {
            throw .database(
                PostgresError(
                    sqlState: .serializationFailure,
                    message: "batch \(id) is not in the ledger, and could not be entered", location: location))
        }
        return checksum
    }

    /// Corrects the counts of a batch whose records did not all turn out to be new.
    func record(_ outcome: MergeOutcome, of batch: LoadBatch) throws(LoadError) {
        let outcome = BatchOutcome(batch, outcome)
        try rows(
            """
            UPDATE etl.batches SET loaded = $3, duplicates = $4, rejected = $5 WHERE source_id = $1 AND sequence = $2
            """,
            [
                .uuid(batch.id.source.bytes), .integer(Int64(batch.id.sequence)), .integer(Int64(outcome.loaded)),
                .integer(Int64(outcome.duplicates)), .integer(Int64(outcome.rejected)),
            ])
    }

    /// Notes how many batches sources have whose last ones are here. Of small files, those are all that there are.
    func recordEnds(of batches: [LoadBatch]) throws(LoadError) {
        guard !batches.isEmpty else { return }
        try rows(
            """
            UPDATE etl.sources AS source SET batches = ended.batches
            FROM unnest($1::text[]::uuid[], $2::text[]::integer[]) AS ended (source_id, batches)
            WHERE source.source_id = ended.source_id
            """,
            [
                .textArray(batches.map { "\($0.id.source)" }),
                .textArray(batches.map { "\(Int64($0.id.sequence) + 1)" }),
            ])
    }
}

extension LoadBatch {
    fileprivate static let ledgerColumns = [
        "source_id", "sequence", "records", "loaded", "duplicates", "rejected", "repaired", "skipped", "checksum",
        "is_last", "source_bytes",
    ]

    /// The ledger row if every accepted record is new, which is the rule.
    fileprivate var ledgerValues: [PostgresValue] {
        [
            .uuid(id.source.bytes), .integer(Int64(id.sequence)), .integer(Int64(recordCount)),
            .integer(Int64(acceptedCount)), .integer(0), .integer(Int64(rejectedCount)),
            .integer(Int64(repairedCount)), .integer(Int64(skippedCount)), .integer(checksum), .bool(header.isLast),
            .integer(Int64(header.sourceBytes)),
        ]
    }
}
