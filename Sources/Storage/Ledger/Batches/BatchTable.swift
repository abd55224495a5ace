package import ETLModels
package import Postgres

/// What a load transaction learns when it enters its batches.
package struct ClaimedBatches: Sendable, Hashable {
    /// The batches that were not in the ledger.
    package var ids: Set<BatchID> = []
    /// The kinds whose tables have no key at the moment; none if no batch was new.
    package var kindsInBulk: Set<RecordKind> = []

    package init() {}
}

/// `etl.batches`: every batch that is in the database.
package enum BatchTable {
    /// Enters batches, as the first statement of a load transaction.
    ///
    /// If another transaction is loading one of the batches, the statement waits for its end.
    ///
    /// - Parameter entries: in the order of their identities, so that two loaders with the same batches cannot
    ///   deadlock.
    /// - Returns: the batches that were not in the ledger, and the tables that are in their bulk phases.
    package static func claim(
        _ entries: [BatchEntry], on connection: isolated PostgresConnection
    ) throws(PostgresError) -> ClaimedBatches {
        let width = BatchEntry.columns.count
        let places = entries.indices.map { row in
            "(" + (0..<width).map { "$\(row * width + $0 + 1)" }.joined(separator: ", ") + ")"
        }
        let claimed = try connection.query(
            """
            INSERT INTO etl.batches (\(BatchEntry.columns.joined(separator: ", ")))
            VALUES \(places.joined(separator: ", ")) ON CONFLICT DO NOTHING
            RETURNING source_id, sequence, \(BulkPhase.tablesWithoutKeys)
            """, entries.flatMap(\.values))
        var result = ClaimedBatches()
        for row in claimed {
            guard let source = row.string(0).flatMap({ SourceID($0) }), let sequence = row.int(1) else { continue }
            result.ids.insert(BatchID(source: source, sequence: UInt32(sequence)))
            guard let kinds = row.string(2) else { continue }
            result.kindsInBulk = Set(kinds.split(separator: ",").compactMap { RecordKind(name: String($0)) })
        }
        return result
    }

    /// Returns the recorded checksum of a batch that the transaction could not claim.
    ///
    /// - Throws: ``PostgresError``; with ``SQLState/serializationFailure`` if the batch is not in the ledger either.
    package static func recordedChecksum(
        of id: BatchID, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> Int64 {
        let row = try connection.query(
            "SELECT checksum FROM etl.batches WHERE source_id = $1 AND sequence = $2",
            [.uuid(id.source.bytes), .integer(Int64(id.sequence))]
        ).first
        // The row was deleted after the claim. If the loader skipped the batch now, its records would be lost.
        guard let checksum = row?.int64(0) else {
            throw PostgresError(
                sqlState: .serializationFailure,
                message: "batch \(id) is not in the ledger, but the insert found a conflict",
                location: connection.location)
        }
        return checksum
    }

    /// Replaces the counts of a claimed batch.
    package static func correct(
        _ counts: BatchCounts, of id: BatchID, on connection: isolated PostgresConnection
    ) throws(PostgresError) {
        _ = try connection.query(
            """
            UPDATE etl.batches SET loaded = $3, duplicates = $4, rejected = $5, completed = $6, replaced = $7
            WHERE source_id = $1 AND sequence = $2
            """,
            [
                .uuid(id.source.bytes), .integer(Int64(id.sequence)), .integer(Int64(counts.loaded)),
                .integer(Int64(counts.duplicates)), .integer(Int64(counts.rejected)),
                .integer(Int64(counts.completed)), .integer(Int64(counts.replaced)),
            ])
    }

    /// Returns which of some batches are in the database, by their sources. A sequence beyond the ledger's range is
    /// never in it.
    package static func loadedSequences(
        among sequences: [SourceID: [Int]], on connection: isolated PostgresConnection
    ) throws(PostgresError) -> [SourceID: Set<Int>] {
        var ids: [String] = []
        var numbers: [String] = []
        for (source, asked) in sequences {
            for number in asked.compactMap({ Int32(exactly: $0) }) {
                ids.append("\(source)")
                numbers.append("\(number)")
            }
        }
        guard !ids.isEmpty else { return [:] }
        let rows = try connection.query(
            """
            SELECT source_id, sequence FROM etl.batches
            JOIN unnest($1::text[]::uuid[], $2::text[]::integer[]) AS asked (source_id, sequence)
                USING (source_id, sequence)
            """, [.textArray(ids), .textArray(numbers)])
        var loaded: [SourceID: Set<Int>] = [:]
        for row in rows {
            guard let id = row.string(0).flatMap({ SourceID($0) }), let sequence = row.int(1) else { continue }
            loaded[id, default: []].insert(sequence)
        }
        return loaded
    }
}
