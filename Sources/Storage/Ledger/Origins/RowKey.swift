package import ETLModels
import Postgres

/// The key of a stored row.
package enum RowKey: Sendable, Hashable {
    case transfer(block: Int64, logIndex: Int32)
    case token(Address)
}

extension RowKey {
    package var kind: RecordKind {
        switch self {
        case .transfer: .tokenTransfers
        case .token: .tokens
        }
    }

    /// The condition on a row of the kind's table, and its parameters.
    var condition: (sql: String, parameters: [PostgresValue]) {
        switch self {
        case .transfer(let block, let logIndex):
            ("block_number = $1 AND log_index = $2", [.integer(block), .integer(Int64(logIndex))])
        case .token(let address):
            ("address = decode($1, 'hex')", [.text(String(address.description.dropFirst(2)))])
        }
    }
}

extension RowKey: CustomStringConvertible {
    package var description: String {
        switch self {
        case .transfer(let block, let logIndex): "transfer of block \(block) with log index \(logIndex)"
        case .token(let address): "token \(address)"
        }
    }
}
