package import Postgres

/// `etl.token_looks`: the blocks in whose transfers somebody has looked for contracts that `tokens` lacks.
package enum TokenLooks {
    /// The blocks of a chain that need no look; nil if none is known, or if sources were given up or removed since then: their
    /// contracts may be in no other source.
    ///
    /// - Parameter genesis: the hash of the chain's block 0.
    package static func blocks(
        of genesis: String, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> Range<UInt64>? {
        let rows = try connection.query(
            """
            SELECT first_block, next_block FROM etl.token_looks AS look WHERE genesis = $1 AND NOT EXISTS (
                SELECT FROM etl.sources WHERE removed_at >= looked_at OR kind = 'tokens' AND retired_at >= looked_at)
            """, [.text(genesis)])
        guard let first = rows.first?.int64(0), let next = rows.first?.int64(1) else { return nil }
        return UInt64(clamping: first)..<UInt64(clamping: next)
    }

    /// Notes the blocks of a chain that need no look, in place of others.
    package static func note(
        _ blocks: Range<UInt64>, of genesis: String, on connection: isolated PostgresConnection
    ) throws(PostgresError) {
        _ = try connection.query(
            """
            INSERT INTO etl.token_looks (genesis, first_block, next_block) VALUES ($1, $2, $3)
            ON CONFLICT (genesis) DO UPDATE SET first_block = $2, next_block = $3, looked_at = now()
            """,
            [
                .text(genesis), .integer(Int64(clamping: blocks.lowerBound)),
                .integer(Int64(clamping: blocks.upperBound)),
            ])
    }
}
