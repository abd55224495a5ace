import Ledger
import Postgres

/// A database session as the loader needs it.
enum LoaderSession {
    /// Opens a session and makes sure that the tables are there.
    static func open(_ configuration: PostgresConfiguration) async throws(PostgresError) -> PostgresConnection {
        let connection = try await PostgresConnection.connect(configuration)
        // A loader that hangs between two statements must not hold its locks for ever, and none waits for ever either:
        // both end as infrastructure errors, after which the batch is tried again.
        try await connection.execute(
            "SET idle_in_transaction_session_timeout = '60s'; SET lock_timeout = '60s'; SET TimeZone = 'UTC'")
        try await Migrator.requireMigrated(on: connection)
        return connection
    }
}
