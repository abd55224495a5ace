/// An index that a database may have beside the keys of its tables. Queries need it, and loads pay for it.
package enum TableIndex: String, CaseIterable, Sendable, Codable {
    case token, from, to, transaction, symbol, name

    /// The table.
    package var table: String {
        switch self {
        case .token, .from, .to, .transaction: "token_transfers"
        case .symbol, .name: "tokens"
        }
    }

    /// The name in the database.
    package var relation: String { "\(table)_\(rawValue)_idx" }

    /// The method and the columns, as PostgreSQL writes them (`pg_get_indexdef`).
    ///
    /// With the key behind the column, rows come in the order of the key, and a page begins at any of them. A transaction has
    /// few rows, which are sorted; a hash index is half as large. Texts are compared by their bytes, in every locale.
    package var definition: String {
        switch self {
        case .token: "USING btree (token_address, block_number, log_index)"
        case .from: "USING btree (from_address, block_number, log_index)"
        case .to: "USING btree (to_address, block_number, log_index)"
        case .transaction: "USING hash (transaction_hash)"
        case .symbol: #"USING btree (symbol COLLATE "C", address)"#
        case .name: #"USING btree (name COLLATE "C", address)"#
        }
    }

    /// What is found by it.
    package var serves: String {
        switch self {
        case .token: "transfers of a token"
        case .from: "transfers from an account"
        case .to: "transfers to an account"
        case .transaction: "transfers of a transaction"
        case .symbol: "tokens by their symbol"
        case .name: "tokens by the beginning of their name"
        }
    }
}
