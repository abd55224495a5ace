package import Bus
package import ETLModels
package import Postgres

/// A failure to load a group of batches.
package enum LoadError: PostgresFailure {
    /// The database refused a statement, or is unavailable.
    case database(PostgresError)
    /// One batch is unreadable despite a correct checksum, or differs from its entry in the ledger.
    case batch(BatchID, StageError)

    package init(_ error: PostgresError) {
        self = .database(error)
    }
}

extension LoadError {
    /// The transaction can only succeed if no other writes the same tables.
    static func needsTablesAlone(_ message: String) -> LoadError {
        .database(PostgresError(sqlState: .serializationFailure, message: message))
    }

    /// Runs a statement, and converts its error.
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
    /// The fault of a batch, or that of the database.
    init(_ error: LoadError) {
        switch error {
        case .batch(_, let error): self = error
        case .database(let error): self.init(error)
        }
    }

    /// A database error by its SQLSTATE: the batch's data, the infrastructure, or the configuration.
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
