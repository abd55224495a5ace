package import Postgres

extension RecordBlocks {
    /// The runs of blocks without records that have blocks of a range, in ascending order. A run at an end of the range goes on to the
    /// record behind it.
    ///
    /// Where the key begins with the block, this takes one or two look-ups in its index for each `length` blocks of the range, whatever the
    /// number of records.
    ///
    /// - Parameter length: the number of blocks of the shortest run.
    package func holes(
        of length: Int64, in range: ClosedRange<Int64>, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> [ClosedRange<Int64>] {
        let around = try connection.query(
            """
            SELECT (SELECT max(\(block)) FROM \(table) WHERE \(block) <= $1), (SELECT min(\(block)) FROM \(table) WHERE \(block) >= $2)
            """, [.integer(range.lowerBound), .integer(range.upperBound)]
        ).first
        let (low, high) = (around?.int64(0) ?? range.lowerBound, around?.int64(1) ?? range.upperBound)
        return try connection.query(
            isKey ? steps : pairs, [.integer(low), .integer(high), .integer(length)]
        ).compactMap { row in
            guard let before = row.int64(0), let after = row.int64(1), after - before > 1 else { return nil }
            return before + 1...after - 1
        }
    }

    /// Goes from a block to the last one that is at most `length` further, or else to the next one, behind a hole.
    private var steps: String {
        """
        WITH RECURSIVE step (previous, block) AS (
            SELECT NULL::bigint, min(\(block)) FROM \(table) WHERE \(block) BETWEEN $1 AND $2
            UNION ALL
            SELECT step.block, coalesce(
                (SELECT max(\(block)) FROM \(table) WHERE \(block) > step.block AND \(block) <= \(reach)),
                (SELECT min(\(block)) FROM \(table) WHERE \(block) > \(reach) AND \(block) <= $2))
            FROM step WHERE step.block IS NOT NULL AND step.block < $2
        )
        SELECT previous, block FROM step WHERE block - previous > $3 ORDER BY block
        """
    }

    /// The block that a step reaches; the sum of two blocks may be greater than any.
    private var reach: String { "least(step.block::numeric + $3::bigint, $2::bigint)::bigint" }

    /// Compares each block with the next one.
    private var pairs: String {
        """
        SELECT block, next FROM (
            SELECT block, lead(block) OVER (ORDER BY block) AS next FROM (
                SELECT DISTINCT \(block) AS block FROM \(table) WHERE \(block) BETWEEN $1 AND $2
            ) AS known
        ) AS pair WHERE next - block > $3 ORDER BY block
        """
    }
}
