package import Bus
package import ETLModels
package import Postgres

/// Why a group of batches could not be loaded.
package enum LoadError: PostgresFailure {
    /// The database refused a statement, or is unavailable.
    case database(PostgresError)
    /// One batch is unreadable beyond its checksum, or is not what the ledger says of it.
    case batch(BatchID, StageError)

    package init(_ error: PostgresError) {
        self = .database(error)
    }
}

extension LoadError {
    /// Runs a statement whose error is the load's.
    @discardableResult
    static func converting<Value>(
        _ statement: @autoclosure () throws(PostgresError) -> Value
    ) throws(LoadError) -> Value {
        do throws(PostgresError) {
            return try statement()
        } catch {
            throw .database(error)
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
