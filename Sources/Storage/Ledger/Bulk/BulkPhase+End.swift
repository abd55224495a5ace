import ETLModels
package import Postgres

extension BulkPhase {
    /// Keeps loaders and removals from the database for the rest of the session; waits for those under way.
    ///
    /// If the session ends, loaders go on with the phase. The server ends it soon after the command is killed, or its machine has failed.
    package static func holdLoads(on connection: isolated PostgresConnection) throws(PostgresError) {
        // Limits that somebody has set for the role are for queries.
        try connection.execute(
            "SET lock_timeout = 0; SET statement_timeout = 0; \(PostgresConnection.keepaliveSettings)")
        // Otherwise an index is built to its end for nobody, and loads wait for it. A server on Windows cannot do that.
        try? connection.execute("SET client_connection_check_interval = '2s'")
        try SourceRemoval.waitForTurn(on: connection)
        try connection.execute("SELECT pg_advisory_lock(\(SourceTable.removalLock))")
    }

    /// Lets loads go on at once. The server ends a closed session a little later.
    package static func releaseLoads(on connection: isolated PostgresConnection) throws(PostgresError) {
        try connection.execute("SELECT pg_advisory_unlock_all()")
    }

    /// Whether a session holds the loads of the database, or waits for that.
    package static func isHeld(on connection: isolated PostgresConnection) throws(PostgresError) -> Bool {
        // Removals of rows have the lock, too, but only for moments.
        try connection.query(
            """
            SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ExclusiveLock' AND objsubid = 2
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                AND (classid::bigint, objid::bigint) = (hashtext('etl.remove')::bigint & 4294967295, 0))
            """
        ).first?.bool(0) == true
    }

    /// Builds the key and the indexes that are not built beside loads, and ends the phase with that. Readers go on until the last moment.
    ///
    /// - Parameter onReaders: called once if readers keep the table from its key.
    /// - Throws: ``PostgresError``; with ``SQLState/uniqueViolation`` if a key has several rows. Then nothing has changed.
    package func buildKey(
        on connection: isolated PostgresConnection, onReaders: @Sendable () -> Void = {}
    ) throws(PostgresError) {
        let (table, columns) = (kind.schema.table, kind.schema.key.joined(separator: ", "))
        let name = "\(table)_pkey"
        try connection.transaction(with: SourceRemoval.durability) { connection throws(PostgresError) in
            // Somebody may have made one by hand.
            let isMissing = try connection.query(Self.key(of: kind)).isEmpty
            if isMissing { try connection.execute("CREATE UNIQUE INDEX \(name) ON \(table) (\(columns))") }
            let others = try connection.query(
                "SELECT unnest(other_indexes) FROM etl.bulk_phases WHERE kind = $1 AND ended_at IS NULL",
                [.text(kind.name)])
            for other in others { try connection.execute(other.string(0) ?? "") }
            if isMissing {
                try lockTable(on: connection, onReaders)
                try connection.execute("ALTER TABLE \(table) ADD CONSTRAINT \(name) PRIMARY KEY USING INDEX \(name)")
            }
            _ = try connection.query(
                "UPDATE etl.bulk_phases SET ended_at = statement_timestamp() WHERE kind = $1", [.text(kind.name)])
        }
    }

    /// Locks the table within the transaction, in short attempts: new readers wait behind each, and go on after it.
    private func lockTable(
        on connection: isolated PostgresConnection, _ onReaders: () -> Void
    ) throws(PostgresError) {
        var hasTold = false
        while true {
            do throws(PostgresError) {
                // Each is longer than it takes to find that a reader waits to write, and so for this session.
                try connection.execute(
                    """
                    SAVEPOINT attempt; SELECT set_config('lock_timeout', (setting::bigint + 1000)::text, true)
                    FROM pg_settings WHERE name = 'deadlock_timeout'
                    """)
                try connection.execute("LOCK TABLE \(kind.schema.table) IN ACCESS EXCLUSIVE MODE")
                return try connection.execute("SET LOCAL lock_timeout = 0; RELEASE SAVEPOINT attempt")
            } catch {
                guard error.sqlState == .lockNotAvailable, !Task.isCancelled else { throw error }
            }
            if !hasTold { onReaders() }
            hasTold = true
            try connection.execute("ROLLBACK TO SAVEPOINT attempt; RELEASE SAVEPOINT attempt")
            try connection.execute("SELECT pg_sleep(1)")
        }
    }

    /// Forgets the phase, once its indexes are built.
    package func forget(on connection: isolated PostgresConnection) throws(PostgresError) {
        _ = try connection.query(
            "DELETE FROM etl.bulk_phases WHERE kind = $1 AND ended_at IS NOT NULL", [.text(kind.name)])
    }

    /// Notes that repeated keys are about to be settled: of rows that come from now on, none takes the place of one that stays.
    package func noteSettling(on connection: isolated PostgresConnection) throws(PostgresError) {
        _ = try connection.query(
            "UPDATE etl.bulk_phases SET settled_at = settled_at || statement_timestamp() WHERE kind = $1",
            [.text(kind.name)])
    }

    /// When a row came, as an SQL expression of a relation with the column `origin`: 0 before the phase, 1 in it, and more with each time that
    /// the settling of repeated keys had begun. A row of a batch that the ledger has forgotten counts as one from before.
    package var generation: String {
        guard !wasEmpty || isSettling else { return "1" }
        return """
            coalesce((
                SELECT (loaded_at >= phase.started_at)::integer
                    + (SELECT count(*) FROM unnest(phase.settled_at) AS times (begun) WHERE loaded_at >= begun)
                FROM etl.bulk_phases AS phase, etl.sources AS source
                CROSS JOIN LATERAL (\(BatchTable.batch(of: RecordOrigin.recordExpression(of: "origin")))) AS batch
                JOIN etl.batches AS loaded USING (sequence)
                WHERE phase.kind = '\(kind.name)' AND source.number = \(RecordOrigin.sourceExpression(of: "origin"))
                    AND loaded.source_id = source.source_id
            ), 0)
            """
    }
}
