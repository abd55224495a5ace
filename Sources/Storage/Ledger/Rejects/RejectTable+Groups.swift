import ETLModels
package import Postgres

/// Rejects with the same reason and field, of any number of sources.
package struct RejectGroup: Sendable, Hashable, Encodable {
    package let reason: String
    /// The field at fault; nil when it is the whole record.
    package let field: String?
    package let count: Int
    /// The number of sources that they belong to.
    package let sources: Int
    /// When the newest of their batches was loaded, in seconds since 1970; nil if the ledger has forgotten these batches.
    package let newestAt: Int?
    /// The names of the kinds of their sources, sorted.
    package let kinds: [String]
    /// One of them, the same at each look as long as it is there.
    package let example: StoredReject
}

extension RejectTable {
    /// Groups rejects by reason and field, the most frequent first. Reads all rejects of the selected sources.
    ///
    /// - Parameters:
    ///   - filter: selects the rejects.
    ///   - limit: the most groups to return.
    package static func groups(
        _ filter: RejectFilter = RejectFilter(), limit: Int, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> [RejectGroup] {
        // A batch is looked up once for all of its rejects: joining all batches would take longer than all the rest. The
        // example is the least of the texts, because there is no least row. Its record is looked up by the key.
        let rows = try connection.query(
            """
            WITH parts AS (
                SELECT reject.reason, reject.field, reject.source_id, reject.sequence, kind, count(*) AS rejects,
                    min(record_number) AS first
                FROM etl.rejects AS reject LEFT JOIN etl.sources AS source ON source.source_id = reject.source_id
                WHERE \(RejectFilter.condition)
                GROUP BY reject.reason, reject.field, reject.source_id, reject.sequence, kind
            ), chosen AS (
                SELECT reason, field, sum(rejects)::bigint AS rejects, count(DISTINCT source_id) AS sources,
                    floor(extract(epoch FROM max(loaded_at)))::bigint AS newest_at,
                    string_agg(DISTINCT kind, ' ' ORDER BY kind) AS kinds,
                    min(source_id::text || ' ' || lpad(first::text, 19, '0')) AS example
                FROM parts AS part LEFT JOIN LATERAL (
                    SELECT loaded_at FROM etl.batches AS batch
                    WHERE batch.source_id = part.source_id AND batch.sequence = part.sequence LIMIT 1
                ) AS batch ON true
                GROUP BY reason, field ORDER BY rejects DESC, reason, field LIMIT $4
            )
            SELECT \(StoredReject.columns), rejects, chosen.sources, newest_at, kinds
            FROM chosen JOIN etl.rejects AS reject ON reject.source_id = split_part(example, ' ', 1)::uuid
                AND record_number = split_part(example, ' ', 2)::bigint
            LEFT JOIN etl.sources AS source ON source.source_id = reject.source_id
            ORDER BY rejects DESC, reject.reason, reject.field
            """, filter.parameters + [.integer(Int64(limit))])
        return rows.map { row in
            let example = StoredReject(row)
            return RejectGroup(
                reason: example.reason, field: example.field, count: row.int(10) ?? 0, sources: row.int(11) ?? 0,
                newestAt: row.int(12), kinds: (row.string(13) ?? "").split(separator: " ").map(String.init),
                example: example)
        }
    }
}
