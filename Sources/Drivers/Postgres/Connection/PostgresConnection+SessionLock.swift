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
