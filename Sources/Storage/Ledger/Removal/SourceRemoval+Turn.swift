package import Postgres

extension SourceRemoval {
    static let turn = "hashtext('etl.remove'), 1"

    /// Takes the right to remove sources without waiting; the end of the session gives it back.
    ///
    /// Two removals at once would wait for each other's sources, with loaders in between.
    ///
    /// - Returns: false if another session has it.
    package static func takeTurn(on connection: isolated PostgresConnection) throws(PostgresError) -> Bool {
        try connection.query("SELECT pg_try_advisory_lock(\(turn))").first?.bool(0) == true
    }

    /// Takes the right to remove sources, and waits for the session that has it. The server notices late that a session is gone.
    package static func waitForTurn(on connection: isolated PostgresConnection) throws(PostgresError) {
        try connection.execute("SELECT pg_advisory_lock(\(turn))")
    }
}
