/// What can go wrong between the statements of a transaction or the rows of a COPY: the database's errors, and the
/// caller's own.
package protocol PostgresFailure: Error {
    /// Takes the database's error.
    init(_ error: PostgresError)
}

extension PostgresError: PostgresFailure {
    package init(_ error: PostgresError) {
        self = error
    }
}
