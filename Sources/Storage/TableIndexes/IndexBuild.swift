package import Postgres

/// Builds and drops indexes while the tables are read and loaded. Each call takes as long as the server does.
package enum IndexBuild {
    /// The advisory lock of the session that builds or drops: the letters of `etlindex`.
    private static let lock: Int64 = 0x6574_6C69_6E64_6578

    /// Takes the lock without waiting; ``endTurn(on:)`` or the end of the session releases it.
    ///
    /// - Returns: false if another session has it.
    package static func takeTurn(on connection: isolated PostgresConnection) throws(PostgresError) -> Bool {
        try connection.query("SELECT pg_try_advisory_lock($1)", [.integer(lock)]).first?.bool(0) == true
    }

    /// Releases the lock at once. The server ends a closed session a little later, and the next command may be there before.
    package static func endTurn(on connection: isolated PostgresConnection) throws(PostgresError) {
        _ = try connection.query("SELECT pg_advisory_unlock($1)", [.integer(lock)])
    }

    /// The number of the session's process, by which another session watches or cancels it.
    package static func process(of connection: isolated PostgresConnection) throws(PostgresError) -> Int {
        try connection.query("SELECT pg_backend_pid()").first?.int(0) ?? 0
    }

    /// Builds an index. It waits for transactions that were open before, and blocks none.
    ///
    /// If it fails or is cancelled, an invalid index may stay: see ``drop(_:on:)``.
    package static func create(_ index: TableIndex, on connection: isolated PostgresConnection) throws(PostgresError) {
        try wait(.zero, on: connection)
        let schema = try IndexCatalogue.schema(of: index.table, on: connection)
        try connection.execute(
            "CREATE INDEX CONCURRENTLY \(index.relation) ON \(schema).\(index.table) \(index.definition)")
    }

    /// Drops an index by its qualified name, after the queries that use it.
    ///
    /// - Parameter limit: the time after which the server gives up, and an invalid index stays.
    package static func drop(
        _ name: String, within limit: Duration = .zero, on connection: isolated PostgresConnection
    ) throws(PostgresError) {
        try wait(limit, on: connection)
        try connection.execute("DROP INDEX CONCURRENTLY IF EXISTS \(name)")
    }

    /// Sets how long the next statements may take, for their locks, too; zero is without a limit.
    private static func wait(_ limit: Duration, on connection: isolated PostgresConnection) throws(PostgresError) {
        try connection.execute("SET statement_timeout = '\(limit.components.seconds)s'; SET lock_timeout = 0")
    }

    /// Stops what a session does; its client gets an error.
    package static func cancel(_ process: Int, on connection: isolated PostgresConnection) throws(PostgresError) {
        _ = try connection.query("SELECT pg_cancel_backend($1::integer)", [.integer(Int64(process))])
    }

    /// How far a session's build is; nil while it builds nothing.
    package static func progress(
        of process: Int, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> IndexProgress? {
        let rows = try connection.query(
            """
            SELECT phase, blocks_done, blocks_total, tuples_done, tuples_total, lockers_total - lockers_done
            FROM pg_stat_progress_create_index WHERE pid = $1::integer
            """, [.integer(Int64(process))])
        guard let row = rows.first, let phase = row.string(0) else { return nil }
        let blocks = (done: row.int64(1) ?? 0, total: row.int64(2) ?? 0)
        let rowCounts = (done: row.int64(3) ?? 0, total: row.int64(4) ?? 0)
        let parts = blocks.total > 0 ? blocks : rowCounts
        return IndexProgress(
            phase: phase, fraction: parts.total > 0 ? min(1, Double(parts.done) / Double(parts.total)) : nil,
            waitsFor: Int(row.int64(5) ?? 0))
    }
}

/// How far the build of an index is.
package struct IndexProgress: Sendable, Hashable {
    /// The server's word for what it does.
    package let phase: String
    /// The finished part of the phase, from 0 to 1; nil if it is unknown.
    package let fraction: Double?
    /// The number of transactions that the build waits for.
    package let waitsFor: Int
}
