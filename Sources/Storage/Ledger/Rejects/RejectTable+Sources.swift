import ETLModels
package import Postgres

/// The number of a source's rejects that meet some conditions.
package struct SourceRejects: Sendable, Hashable, Encodable {
    package let source: String
    package let uri: String
    package let kind: String
    package let count: Int
    /// When the newest of their batches was loaded, in seconds since 1970; nil if the ledger has forgotten these batches.
    package let newestAt: Int?
}

extension RejectTable {
    /// Counts rejects by source, the source with the most first. Reads all rejects of the selected sources.
    ///
    /// - Parameters:
    ///   - filter: selects the rejects.
    ///   - limit: the most sources to return.
    package static func bySource(
        _ filter: RejectFilter = RejectFilter(), limit: Int, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> [SourceRejects] {
        // Batches are looked up for the chosen sources alone, each once for all of its rejects.
        try connection.query(
            """
            WITH parts AS (
                SELECT reject.source_id, reject.sequence, count(*) AS rejects
                FROM etl.rejects AS reject LEFT JOIN etl.sources AS source ON source.source_id = reject.source_id
                WHERE \(RejectFilter.condition)
                GROUP BY reject.source_id, reject.sequence
            ), chosen AS (
                SELECT source_id, sum(rejects)::bigint AS rejects
                FROM parts GROUP BY source_id ORDER BY sum(rejects) DESC, source_id LIMIT $4
            )
            SELECT chosen.source_id, coalesce(uri, ''), coalesce(kind, ''), chosen.rejects,
                floor(extract(epoch FROM max(loaded_at)))::bigint
            FROM chosen JOIN parts AS part ON part.source_id = chosen.source_id
                LEFT JOIN LATERAL (
                    SELECT loaded_at FROM etl.batches AS batch
                    WHERE batch.source_id = part.source_id AND batch.sequence = part.sequence LIMIT 1
                ) AS batch ON true
                LEFT JOIN etl.sources AS source ON source.source_id = chosen.source_id
            GROUP BY chosen.source_id, uri, kind, chosen.rejects ORDER BY chosen.rejects DESC, chosen.source_id
            """, filter.parameters + [.integer(Int64(limit))]
        ).map { row in
            SourceRejects(
                source: row.string(0) ?? "", uri: row.string(1) ?? "", kind: row.string(2) ?? "",
                count: row.int(3) ?? 0, newestAt: row.int(4))
        }
    }
}
