import Bus
import ETLModels
import Postgres

/// Why a group of batches could not be loaded.
enum LoadError: PostgresFailure {
    /// The database refused, or is not there.
    case database(PostgresError)
    /// One batch is unreadable beyond its checksum, or is not what the ledger says of it.
    case batch(BatchID, StageError)

    init(_ error: PostgresError) {
        self = .database(error)
    }
}

extension LoadError {
    /// Whether the records met others with their keys: stored ones, or those that another loader is storing in another
    /// order. Through staging, keys may be there already, and every loader takes them in the same order.
    var callsForStaging: Bool {
        guard case .database(let error) = self else { return false }
        switch error.sqlState {
        case .deadlock: return true
        case .uniqueViolation: return RecordKind.allCases.contains { $0.schema.table == error.table }
        default: return false
        }
    }
}

extension StageError {
    /// A database's error by its SQLSTATE: the batch's data, the infrastructure, or what an operator has to set right.
    init(_ error: PostgresError) {
        switch error.sqlState.fault {
        case .infrastructure: self.init(.infrastructure, reason: "database \(error.sqlState)", "\(error)")
        case .configuration: self.init(.configuration, reason: "database \(error.sqlState)", "\(error)")
        case .data:
            let constraint = error.constraint.map { " \($0)" } ?? ""
            self.init(.batch, reason: "constraint \(error.sqlState)\(constraint)", "\(error)")
        }
    }
}
