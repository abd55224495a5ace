package import ETLModels
package import Postgres

/// A reject as `etl.rejects` keeps it.
package struct StoredReject: Sendable, Hashable, Encodable {
    package let source: String
    package let uri: String
    package let sequence: Int
    package let recordNumber: Int64
    package let reason: String
    package let field: String?
    package let raw: String
}

extension PostgresConnection {
    /// Rejects in the order of their sources and records.
    ///
    /// - Parameters:
    ///   - source: only this source's.
    ///   - reason: only those with this reason.
    ///   - limit: the most to return.
    package func rejects(
        source: SourceID? = nil, reason: String? = nil, limit: Int
    ) throws(PostgresError) -> [StoredReject] {
        let rows = try query(
            """
            SELECT reject.source_id, coalesce(uri, ''), sequence, record_number, reason, field, coalesce(raw, '')
            FROM etl.rejects AS reject LEFT JOIN etl.sources AS source ON source.source_id = reject.source_id
            WHERE ($1::uuid IS NULL OR reject.source_id = $1) AND ($2::text IS NULL OR reason = $2)
            ORDER BY registered_at, reject.source_id, record_number LIMIT $3
            """,
            [source.map { .uuid($0.bytes) } ?? .null, reason.map { .text($0) } ?? .null, .integer(Int64(limit))])
        return rows.map { row in
            StoredReject(
                source: row.string(0) ?? "", uri: row.string(1) ?? "", sequence: row.int(2) ?? 0,
                recordNumber: row.int64(3) ?? 0, reason: row.string(4) ?? "", field: row.string(5),
                raw: row.string(6) ?? "")
        }
    }
}
