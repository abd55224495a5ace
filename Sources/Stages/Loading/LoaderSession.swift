import Ledger
import Logging
import Postgres
import ServiceLogging

/// A database session with the loader's settings.
enum LoaderSession {
    /// Connects, and verifies that the tables exist.
    static func connect(_ configuration: PostgresConfiguration) async throws(PostgresError) -> PostgresConnection {
        let connection = try await PostgresConnection.connect(configuration)
        // A loader that hangs between two statements must not hold its locks for ever, and no loader waits for ever
        // either. Both end as infrastructure errors, and the loader retries the batch. While a loader waits, another
        // can commit, and the next statement must see that: hence the explicit isolation.
        try await connection.execute(
            """
            \(PostgresConnection.keepaliveSettings);
            SET idle_in_transaction_session_timeout = '60s'; SET lock_timeout = '60s'; SET TimeZone = 'UTC';
            SET default_transaction_isolation = 'read committed'
            """)
        try await Migrator.requireMigrated(on: connection)
        return connection
    }

    /// Connects before the first batch, which verifies the loader's configuration.
    ///
    /// - Returns: nil if the database is unavailable. The loader logs that, and retries later.
    /// - Throws: an error that an operator has to fix.
    static func connectFirst(
        _ configuration: PostgresConfiguration, logger: Logger
    ) async throws(PostgresError) -> PostgresConnection? {
        do throws(PostgresError) {
            return try await connect(configuration)
        } catch {
            guard error.sqlState.fault == .infrastructure else { throw error }
            logger.warning(
                "The database is unavailable; batches wait and are retried", metadata: [LogKey.error: "\(error)"])
            return nil
        }
    }
}
