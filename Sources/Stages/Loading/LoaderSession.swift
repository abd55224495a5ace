import Ledger
import Logging
import Postgres
import ServiceLogging

/// A database session as the loader needs it.
enum LoaderSession {
    /// Connects, and makes sure that the tables are there.
    static func connect(_ configuration: PostgresConfiguration) async throws(PostgresError) -> PostgresConnection {
        let connection = try await PostgresConnection.connect(configuration)
        // A loader that hangs between two statements must not hold its locks for ever, and no loader waits for ever either:
        // both end as infrastructure errors, and the loader retries the batch. The next statement has to see what another
        // loader commits while this one waits for it, so the isolation is not left to the server. If a loader's machine
        // fails, the server frees its locks after a minute, not after the two hours of a system's keepalives.
        try await connection.execute(
            """
            SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3;
            SET idle_in_transaction_session_timeout = '60s'; SET lock_timeout = '60s'; SET TimeZone = 'UTC';
            SET default_transaction_isolation = 'read committed'
            """)
        try await Migrator.requireMigrated(on: connection)
        return connection
    }

    /// Connects for the first time, before any batch is taken, which shows whether the loader's configuration is right.
    ///
    /// - Returns: nil if the database is unavailable. It will come back, so the loader only logs that.
    /// - Throws: what an operator has to set right.
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
