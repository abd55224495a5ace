package import Postgres

/// The stored transfers of some blocks as texts, to be compared with those of another place.
package enum StoredTransfers {
    /// Returns the rows by block and log index, as lines of CSV in the columns of ethereum-etl's streams of transfers. A field
    /// that is NULL is empty.
    package static func lines(
        of blocks: ClosedRange<Int64>, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> [String] {
        func hex(_ column: String) -> String { "coalesce('0x' || encode(\(column), 'hex'), '')" }
        let fields = [
            hex("token_address"), hex("from_address"), hex("to_address"), "value", hex("transaction_hash"), "log_index",
            "block_number", "coalesce(extract(epoch FROM block_timestamp)::bigint::text, '')", hex("block_hash"),
        ]
        return try connection.query(
            """
            SELECT concat_ws(',', \(fields.joined(separator: ", "))) FROM token_transfers
            WHERE block_number BETWEEN $1 AND $2 ORDER BY block_number, log_index
            """, [.integer(blocks.lowerBound), .integer(blocks.upperBound)]
        ).compactMap { $0.string(0) }
    }
}
