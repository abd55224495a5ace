package import Postgres

extension ActionTable {
    /// The number of sources that miss a batch whose letter an action has discarded, and that nobody has submitted again, retired or removed
    /// since; 0 for another action.
    package static func incompleteSources(
        ofDiscard action: Int64, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> Int {
        let rows = try connection.query(
            """
            SELECT count(*)
            FROM (
                SELECT result.source_id, max(result.at) AS discarded_at
                FROM etl.action_results AS result JOIN etl.actions AS action ON action.action_id = result.action_id
                WHERE result.action_id = $1 AND action.verb = 'dead-letters discard' AND result.subject IS NOT NULL
                    AND result.outcome = 'done' AND result.source_id IS NOT NULL AND NOT EXISTS (
                        SELECT FROM etl.batches AS batch
                        WHERE batch.source_id = result.source_id AND batch.sequence = result.sequence)
                GROUP BY result.source_id
            ) AS lost JOIN etl.sources AS source ON source.source_id = lost.source_id
            WHERE source.retired_at IS NULL AND source.removed_at IS NULL
                AND (source.submitted_at IS NULL OR source.submitted_at < lost.discarded_at)
                AND source.batches IS DISTINCT FROM (
                    SELECT count(*) FROM etl.batches AS loaded WHERE loaded.source_id = source.source_id)
            """, [.integer(action)])
        return rows.first?.int(0) ?? 0
    }
}
