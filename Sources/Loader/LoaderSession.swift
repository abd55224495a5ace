import Ledger
import Postgres

/// A database session as the loader needs it.
enum LoaderSession {
    /// Opens a session and makes sure that the tables are there.
    static func open(_ configuration: PostgresConfiguration) async throws(PostgresError) -> PostgresConnection {
        let connection = try await PostgresConnection.connect(configuration)
        // A loader that hangs between two statements must not hold its locks for ever, and none waits for ever either:
        // both end as infrastructure errors, after which the batch is tried again. What another loader commits while
        // this one waits for it has to be seen by the next statement, so the isolation is not left to the server.
        try await connection.execute(
            """
            SET idle_in_transaction_session_timeout = '60s'; SET lock_timeout = '60s'; SET TimeZone = 'UTC';
            SET default_transaction_isolation = 'read committed'
            """)
        try await Migrator.requireMigrated(on: connection)
        return connection
    }
}
