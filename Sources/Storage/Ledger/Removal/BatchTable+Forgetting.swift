import Postgres

extension BatchTable {
    /// The statement with which the ledger forgets batches, and their rejects. Their sources are no longer submitted or
    /// retired, and note in what blocks rows of theirs may be. Returns the numbers of batches and sources.
    ///
    /// - Parameter choice: a query for rows of `etl.batches`, none of an earlier version.
    static func forget(_ choice: String) -> String {
        """
        WITH chosen AS MATERIALIZED (\(choice)), batches AS (
            DELETE FROM etl.batches AS batch USING chosen
            WHERE batch.source_id = chosen.source_id AND batch.sequence = chosen.sequence
        ), rejects AS (
            DELETE FROM etl.rejects AS reject USING chosen
            WHERE (chosen.rejected > 0 OR chosen.replaced > 0) AND reject.source_id = chosen.source_id AND \(isReject(of: "chosen"))
        ), reached AS (
            SELECT source_id, CASE WHEN min(least_block) IS NULL THEN 'empty'
                ELSE int8range(min(least_block), max(greatest_block), '[]') END AS blocks
            FROM chosen GROUP BY source_id
        ), noted AS (
            UPDATE etl.sources AS source SET submitted_at = NULL, forgotten_at = now(),
                retired_at = CASE WHEN removed_at IS NOT NULL THEN retired_at END,
                forgotten_blocks = range_merge(coalesce(forgotten_blocks, 'empty'), blocks)
            FROM reached WHERE source.source_id = reached.source_id
        )
        SELECT count(*), count(DISTINCT source_id) FROM chosen
        """
    }

    /// The condition that the record of `reject` is one of a batch of the same source.
    private static func isReject(of batch: String) -> String {
        """
        reject.record_number >= \(batch).first_record
            AND reject.record_number < \(batch).first_record + \(batch).records + \(batch).skipped
        """
    }

    /// The condition that records of `batch` are not in the table, because rows of other records are there with their keys.
    static var hasLostRecords: String {
        """
        (batch.duplicates > 0 OR batch.rejected > 0 AND EXISTS (
            SELECT FROM etl.rejects AS reject WHERE reject.source_id = batch.source_id AND \(isReject(of: "batch"))
                AND reject.reason IN ('conflict', 'replaced')))
        """
    }
}
