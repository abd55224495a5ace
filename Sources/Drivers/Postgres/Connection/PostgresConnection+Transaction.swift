extension PostgresConnection {
    /// Runs `body` between BEGIN and COMMIT, without leaving the connection's thread.
    ///
    /// When `body` throws, the transaction is rolled back and the error goes on. If the connection breaks during the
    /// COMMIT, its outcome is unknown: the caller has to look at what it wrote.
    ///
    /// - Parameters:
    ///   - settings: statements that go out together with the BEGIN: `SET LOCAL …`.
    ///   - onCommit: is given the time from the COMMIT to its answer, when that was yes.
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
            // A rollback that fails means a broken connection, where the server rolls back by itself.
            try? execute("ROLLBACK")
            throw error
        }
        let start = ContinuousClock.now
        try attempt(throwing: Failure.self) { connection throws(PostgresError) in try connection.commit() }
        onCommit(.now - start)
        return value
    }

    /// Runs statements among others whose errors are wider than the database's.
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
        // The server answers the COMMIT of a failed transaction with success, and with ROLLBACK as what it did.
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
    /// Runs `body` while no other session holds the advisory lock `key`; waits for the one that does.
    ///
    /// The server gives the lock back when the session ends, however it ends.
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
