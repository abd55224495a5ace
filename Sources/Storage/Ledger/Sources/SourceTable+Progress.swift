package import ETLModels
package import Postgres

/// The progress of a source, according to the ledger.
package struct SourceProgress: Sendable, Hashable {
    package let id: SourceID
    package let uri: String
    package let kind: String
    /// The file's size.
    package let bytes: Int64
    /// The bytes loaded so far.
    package let bytesDone: Int64
    /// The number of batches; nil until the last one is loaded.
    package let batches: Int?
    package let batchesDone: Int
    package let records: Int
    package let loaded: Int
    package let duplicates: Int
    package let rejected: Int
    package let repaired: Int
    /// Records of other kinds among those of the source.
    package let skipped: Int

    /// Whether the whole source is in the database.
    package var isComplete: Bool { batches == batchesDone }
}

extension SourceTable {
    /// The progress of some sources, or of all, in the order in which they were first submitted.
    package static func progress(
        of sources: [SourceID]? = nil, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> [SourceProgress] {
        let filter = sources.map { PostgresValue.textArray($0.map(\.description)) } ?? .null
        let rows = try connection.query(
            """
            SELECT source.source_id, uri, kind, bytes, coalesce(sum(source_bytes), 0), batches, count(sequence),
                coalesce(sum(records), 0), coalesce(sum(loaded), 0), coalesce(sum(duplicates), 0),
                coalesce(sum(rejected), 0), coalesce(sum(repaired), 0), coalesce(sum(skipped), 0)
            FROM etl.sources AS source LEFT JOIN etl.batches AS batch ON batch.source_id = source.source_id
            WHERE $1::text[] IS NULL OR source.source_id = ANY ($1::text[]::uuid[])
            GROUP BY source.source_id ORDER BY registered_at, uri
            """, [filter])
        return rows.compactMap { SourceProgress($0) }
    }
}

extension SourceProgress {
    fileprivate init?(_ row: PostgresRow) {
        guard let id = row.string(0).flatMap({ SourceID($0) }) else { return nil }
        self.init(
            id: id, uri: row.string(1) ?? "", kind: row.string(2) ?? "", bytes: row.int64(3) ?? 0,
            bytesDone: row.int64(4) ?? 0, batches: row.int(5), batchesDone: row.int(6) ?? 0, records: row.int(7) ?? 0,
            loaded: row.int(8) ?? 0, duplicates: row.int(9) ?? 0, rejected: row.int(10) ?? 0,
            repaired: row.int(11) ?? 0, skipped: row.int(12) ?? 0)
    }
}
