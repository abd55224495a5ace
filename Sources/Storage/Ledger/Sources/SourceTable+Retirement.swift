package import ETLModels
package import Postgres

/// The outcome of retiring a source.
package enum Retirement: Sendable, Hashable {
    case retired
    /// It was retired before: nothing has changed.
    case alreadyRetired
    /// All of it is in the database, and no record holds others: nothing has changed.
    case complete
}

extension SourceTable {
    /// Returns the sources whose ids begin with some hexadecimal digits, at most `limit`.
    ///
    /// - Parameter digits: lower-case, without dashes.
    package static func sources(
        beginningWith digits: String, limit: Int, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> [SourceID] {
        try connection.query(
            """
            SELECT source_id FROM etl.sources WHERE starts_with(replace(source_id::text, '-', ''), $1)
            ORDER BY source_id LIMIT $2
            """, [.text(digits), .integer(Int64(limit))]
        ).compactMap { $0.string(0).flatMap { SourceID($0) } }
    }

    /// Takes a source out of those that are still to be loaded. Its rows stay, and batches that come later are loaded.
    ///
    /// - Returns: nil if the source is unknown.
    package static func retire(
        _ id: SourceID, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> Retirement? {
        let rows = try connection.query(
            """
            WITH asked AS (
                SELECT source_id, retired_at IS NOT NULL AS is_retired, batches IS NOT NULL AND batches =
                    (SELECT count(*) FROM etl.batches AS batch WHERE batch.source_id = source.source_id)
                    AND NOT EXISTS (SELECT FROM etl.rejects AS reject
                        WHERE reject.source_id = source.source_id AND reason = 'holds-records') AS is_complete
                FROM etl.sources AS source WHERE source_id = $1 FOR UPDATE
            ), changed AS (
                UPDATE etl.sources AS source SET retired_at = now() FROM asked
                WHERE source.source_id = asked.source_id AND NOT is_complete AND NOT is_retired
            )
            SELECT is_complete, is_retired FROM asked
            """, [.uuid(id.bytes)])
        guard let row = rows.first else { return nil }
        return row.bool(0) == true ? .complete : row.bool(1) == true ? .alreadyRetired : .retired
    }
}
