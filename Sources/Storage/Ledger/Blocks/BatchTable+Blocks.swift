package import ETLModels
package import Postgres

extension BatchTable {
    /// The ranges of blocks that the batches of a kind reach, without those within others of the same source.
    ///
    /// Batches that follow one another in a source belong to one range if their blocks ascend: the file passes over the blocks between
    /// them, as it does within a batch. Batches without records do not part them; missing and rejected ones do.
    ///
    /// - Parameter limit: the most ranges.
    /// - Returns: nil if there are more.
    package static func blockRanges(
        of kind: RecordKind, limit: Int, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> [ClosedRange<Int64>]? {
        let rows = try connection.query(
            """
            WITH numbered AS (
                SELECT source_id, least_block, greatest_block,
                    sequence - count(*) FILTER (WHERE records = 0) OVER (PARTITION BY source_id ORDER BY sequence) AS number
                FROM etl.batches AS batch JOIN etl.sources AS source USING (source_id) WHERE kind = $1
            ), started AS (
                SELECT source_id, least_block, greatest_block, number, coalesce(
                    least_block - 1 > max(greatest_block) OVER (
                        PARTITION BY source_id ORDER BY least_block, greatest_block, number
                        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
                    AND number <> lag(number) OVER (PARTITION BY source_id ORDER BY least_block, greatest_block, number) + 1,
                    true)::integer AS starts
                FROM numbered WHERE least_block IS NOT NULL
            ), grouped AS (
                SELECT source_id, least_block, greatest_block, sum(starts) OVER (
                    PARTITION BY source_id ORDER BY least_block, greatest_block, number) AS range
                FROM started
            )
            SELECT DISTINCT min(least_block), max(greatest_block) FROM grouped GROUP BY source_id, range LIMIT $2
            """, [.text(kind.name), .integer(Int64(limit) + 1)])
        return rows.count > limit ? nil : rows.compactMap { $0.blocks(0, 1) }
    }
}
