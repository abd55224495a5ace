package import ETLModels
package import Postgres

/// `etl.batches`: every batch that is in the database.
package enum BatchTable {
    /// Enters batches, as the first statement of a load transaction.
    ///
    /// If another transaction is loading one of the batches, this waits for its end.
    ///
    /// - Parameter entries: in the order of their identities, so that two loaders with the same batches cannot wait for
    ///   one another.
    /// - Returns: the batches that were not in the ledger.
    package static func claim(
        _ entries: [BatchEntry], on connection: isolated PostgresConnection
    ) throws(PostgresError) -> Set<BatchID> {
        let width = BatchEntry.columns.count
        let places = entries.indices.map { row in
            "(" + (0..<width).map { "$\(row * width + $0 + 1)" }.joined(separator: ", ") + ")"
        }
        let claimed = try connection.query(
            """
            INSERT INTO etl.batches (\(BatchEntry.columns.joined(separator: ", ")))
            VALUES \(places.joined(separator: ", ")) ON CONFLICT DO NOTHING RETURNING source_id, sequence
            """, entries.flatMap(\.values))
        var ids: Set<BatchID> = []
        for row in claimed {
            guard let source = row.string(0).flatMap({ SourceID($0) }), let sequence = row.int(1) else { continue }
            ids.insert(BatchID(source: source, sequence: UInt32(sequence)))
        }
        return ids
    }

    /// Returns the checksum of a batch that could not be claimed.
    ///
    /// - Throws: ``PostgresError``; with ``SQLState/serializationFailure`` if the batch is not in the ledger either.
    package static func recordedChecksum(
        of id: BatchID, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> Int64 {
        let row = try connection.query(
            "SELECT checksum FROM etl.batches WHERE source_id = $1 AND sequence = $2",
            [.uuid(id.source.bytes), .integer(Int64(id.sequence))]
        ).first
        // The row was deleted after the claim. If the batch counted as loaded, its records would be lost.
        guard let checksum = row?.int64(0) else {
            throw PostgresError(
                sqlState: .serializationFailure,
                message: "batch \(id) is not in the ledger, and could not be entered", location: connection.location)
        }
        return checksum
    }

    /// Replaces the counts with which a batch was claimed.
    package static func correct(
        _ counts: BatchCounts, of id: BatchID, on connection: isolated PostgresConnection
    ) throws(PostgresError) {
        _ = try connection.query(
            """
            UPDATE etl.batches SET loaded = $3, duplicates = $4, rejected = $5 WHERE source_id = $1 AND sequence = $2
            """,
            [
                .uuid(id.source.bytes), .integer(Int64(id.sequence)), .integer(Int64(counts.loaded)),
                .integer(Int64(counts.duplicates)), .integer(Int64(counts.rejected)),
            ])
    }
}

/// A batch as it is entered into `etl.batches`.
package struct BatchEntry: Sendable, Hashable {
    package let id: BatchID
    package let counts: BatchCounts
    /// The number of records whose text was repaired; part of the counts.
    package let repaired: Int
    /// The number of records of other kinds among those of the batch; not part of the counts.
    package let skipped: Int
    package let checksum: Int64
    /// Whether the source ends with this batch.
    package let isLast: Bool
    /// The bytes of the source that the batch covers.
    package let sourceBytes: Int64

    package init(
        id: BatchID, counts: BatchCounts, repaired: Int, skipped: Int, checksum: Int64, isLast: Bool,
        sourceBytes: Int64
    ) {
        self.id = id
        self.counts = counts
        self.repaired = repaired
        self.skipped = skipped
        self.checksum = checksum
        self.isLast = isLast
        self.sourceBytes = sourceBytes
    }
}

extension BatchEntry {
    fileprivate static let columns = [
        "source_id", "sequence", "records", "loaded", "duplicates", "rejected", "repaired", "skipped", "checksum",
        "is_last", "source_bytes",
    ]

    fileprivate var values: [PostgresValue] {
        [
            .uuid(id.source.bytes), .integer(Int64(id.sequence)), .integer(Int64(counts.records)),
            .integer(Int64(counts.loaded)), .integer(Int64(counts.duplicates)), .integer(Int64(counts.rejected)),
            .integer(Int64(repaired)), .integer(Int64(skipped)), .integer(checksum), .bool(isLast),
            .integer(sourceBytes),
        ]
    }
}

/// The places where the records of a batch ended, each record in one of them.
package struct BatchCounts: Sendable, Hashable {
    /// Records whose keys are new in their table.
    package let loaded: Int
    /// Records whose keys were in their table before.
    package let duplicates: Int
    /// Records that are in `etl.rejects`.
    package let rejected: Int

    package init(loaded: Int, duplicates: Int, rejected: Int) {
        self.loaded = loaded
        self.duplicates = duplicates
        self.rejected = rejected
    }

    package var records: Int { loaded + duplicates + rejected }
}
