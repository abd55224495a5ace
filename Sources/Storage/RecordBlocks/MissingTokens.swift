package import Postgres

/// The contracts that stored transfers name, and `tokens` lacks.
package enum MissingTokens {
    /// Returns the contracts of transfers in some blocks, as 40 hex digits, in order.
    package static func addresses(
        in blocks: ClosedRange<Int64>, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> [String] {
        try connection.query(
            """
            SELECT encode(contract, 'hex') FROM (
                SELECT DISTINCT token_address AS contract FROM token_transfers WHERE block_number BETWEEN $1 AND $2
            ) AS contracts
            WHERE NOT EXISTS (SELECT FROM tokens WHERE address = contract) ORDER BY contract
            """, [.integer(blocks.lowerBound), .integer(blocks.upperBound)]
        ).compactMap { $0.string(0) }
    }

    /// Returns those of some contracts, in order.
    ///
    /// - Parameter contracts: 40 hex digits each.
    package static func addresses(
        among contracts: [String], on connection: isolated PostgresConnection
    ) throws(PostgresError) -> [String] {
        try connection.query(
            """
            SELECT contract FROM unnest($1::text[]) AS contract
            WHERE NOT EXISTS (SELECT FROM tokens WHERE address = decode(contract, 'hex')) ORDER BY contract
            """, [.textArray(contracts)]
        ).compactMap { $0.string(0) }
    }
}
