package import Postgres

extension BatchTable {
    /// Locks the batches whose records lose their places to others, in the order of their identities, in which all loaders wait. A removal
    /// that forgets one of them is waited for.
    ///
    /// - Parameter table: has a row for each record, with the column `displaced`, its origin.
    package static func holdDisplaced(
        by table: String, on connection: isolated PostgresConnection
    ) throws(PostgresError) {
        _ = try connection.query(
            """
            SELECT FROM etl.batches AS held JOIN (SELECT DISTINCT source_id, sequence \(placed(by: table))) AS placed
                USING (source_id, sequence)
            ORDER BY source_id, sequence FOR NO KEY UPDATE OF held
            """)
    }

    /// Corrects the counts of the batches whose records lose their places to others: these are duplicates now if they agree with what takes
    /// the place, and rejects otherwise.
    ///
    /// A batch that is not in the ledger is loaded again, and counts then. One of an earlier version keeps its counts.
    ///
    /// - Parameter table: has a row for each record, with the columns `displaced`, its origin, and `agrees`, 1 or 0.
    package static func displace(
        by table: String, on connection: isolated PostgresConnection
    ) throws(PostgresError) {
        _ = try connection.query(
            """
            WITH placed AS (
                SELECT source_id, sequence, count(*) AS rows, sum(agrees) AS agreeing
                \(placed(by: table)) GROUP BY source_id, sequence
            )
            UPDATE etl.batches AS batch SET loaded = loaded - placed.rows, duplicates = duplicates + agreeing,
                rejected = rejected + placed.rows - agreeing
            FROM placed WHERE (batch.source_id, batch.sequence) = (placed.source_id, placed.sequence)
            """)
    }

    /// The records that lose their places, each with its `source_id` and `sequence`.
    private static func placed(by table: String) -> String {
        """
        FROM \(table) JOIN etl.sources AS source ON source.number = \(RecordOrigin.sourceExpression(of: "displaced"))
        CROSS JOIN LATERAL (\(batch(of: RecordOrigin.recordExpression(of: "displaced")))) AS batch
        """
    }

    /// The query for the batch of a record of `source`; no row if the ledger does not have it.
    static func batch(of record: String) -> String {
        """
        SELECT sequence FROM (
            SELECT sequence, first_record, records, skipped FROM etl.batches AS candidate
            WHERE candidate.source_id = source.source_id AND first_record <= \(record)
            ORDER BY first_record DESC LIMIT 1
        ) AS nearest WHERE \(record) < first_record + records + skipped
        """
    }
}
