extension PostgresConnection {
    /// Runs `body` between BEGIN and COMMIT, without leaving the connection's thread.
    ///
    /// When `body` throws, the transaction is rolled back and the error goes on. When the connection breaks during the
    /// COMMIT, nobody can tell whether it took place: the caller has to look at what it wrote.
    package func transaction<Value>(
        _ body: (isolated PostgresConnection) throws(PostgresError) -> sending Value
    ) throws(PostgresError) -> sending Value {
        try execute("BEGIN")
        let value: Value
        do throws(PostgresError) {
            value = try body(self)
        } catch {
            // A rollback that fails means a broken connection, where the server rolls back by itself.
            try? execute("ROLLBACK")
            throw error
        }
        try commit()
        return value
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
