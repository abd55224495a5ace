extension PostgresConnection {
    /// Runs `body` between BEGIN and COMMIT, without leaving the connection's thread.
    ///
    /// If `body` throws, the transaction is rolled back and the error is rethrown. If the connection breaks during the
    /// COMMIT, its outcome is unknown: the caller must check the tables.
    ///
    /// - Parameters:
    ///   - settings: statements sent together with the BEGIN: `SET LOCAL …`.
    ///   - onCommit: called after a successful COMMIT with the time to its answer.
    package func transaction<Value, Failure: PostgresFailure>(
        with settings: String = "", onCommit: (Duration) -> Void = { _ in },
        _ body: @Sendable (isolated PostgresConnection) throws(Failure) -> sending Value
    ) throws(Failure) -> sending Value {
        let value: Value
        do throws(Failure) {
            try attempt(throwing: Failure.self) { connection throws(PostgresError) in
                try connection.execute("BEGIN; \(settings)")
            }
            value = try body(self)
        } catch {
            // A failed rollback means a broken connection, whose transaction the server rolls back itself.
            try? execute("ROLLBACK")
            throw error
        }
        let start = ContinuousClock.now
        try attempt(throwing: Failure.self) { connection throws(PostgresError) in try connection.commit() }
        onCommit(.now - start)
        return value
    }

    /// Runs statements inside code with a wider error type.
    package func attempt<Value: ~Copyable, Failure: PostgresFailure>(
        throwing failure: Failure.Type, _ body: (isolated PostgresConnection) throws(PostgresError) -> Value
    ) throws(Failure) -> Value {
        do throws(PostgresError) {
            return try body(self)
        } catch {
            throw Failure(error)
        }
    }

    private func commit() throws(PostgresError) {
        // The server answers the COMMIT of a failed transaction with success, and with the command tag ROLLBACK.
        let answer = try run("COMMIT").commandStatus
        guard answer == "COMMIT" else {
            throw PostgresError(
                sqlState: .failedTransaction,
                message: "the transaction was rolled back, because a statement in it had failed",
                statementSummary: "COMMIT", location: location)
        }
    }
}

extension PostgresConnection {
    /// Runs `body` under the advisory lock `key`; waits for the session that holds it.
    ///
    /// The server releases the lock at the end of the session, however it ends.
    package func withSessionLock<Value>(
        _ key: Int64, _ body: @Sendable (isolated PostgresConnection) throws(PostgresError) -> sending Value
    ) throws(PostgresError) -> sending Value {
        _ = try query("SELECT pg_advisory_lock($1)", [.integer(key)])
        let value: Value
        do throws(PostgresError) {
            value = try body(self)
        } catch {
            _ = try? query("SELECT pg_advisory_unlock($1)", [.integer(key)])
            throw error
        }
        _ = try query("SELECT pg_advisory_unlock($1)", [.integer(key)])
        return value
    }
}
