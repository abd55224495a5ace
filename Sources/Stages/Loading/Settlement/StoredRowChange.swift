import Postgres

/// A change of stored rows that a transaction has compared, all of which must still be as they were.
struct StoredRowChange {
    private let count: Int
    /// What the rows were compared for: `to complete`.
    private let purpose: String

    /// - Parameter count: the number of rows.
    init(_ count: Int, _ purpose: String) {
        (self.count, self.purpose) = (count, purpose)
    }

    /// Runs the statement that changes them.
    ///
    /// - Throws: ``LoadError``; with ``SQLState/serializationFailure`` if it affects another number of rows.
    func run(_ statement: String, on connection: isolated PostgresConnection) throws(LoadError) {
        try check(LoadError.converting(connection.query(statement)).affectedRows, on: connection)
    }

    /// Compares the number of rows that are still as they were.
    ///
    /// - Throws: ``LoadError``; with ``SQLState/serializationFailure`` if it is another.
    func check(_ changed: Int, on connection: isolated PostgresConnection) throws(LoadError) {
        guard changed == count else {
            throw .database(
                PostgresError(
                    sqlState: .serializationFailure,
                    message: "\(count - changed) of \(count) rows \(purpose) were changed by another transaction",
                    location: connection.location))
        }
    }
}
