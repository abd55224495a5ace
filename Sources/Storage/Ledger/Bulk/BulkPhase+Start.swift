package import ETLModels
package import Postgres

/// What a bulk phase would begin with.
package struct BulkTable: Sendable, Hashable {
    /// The number of rows that sources have brought, by the ledger.
    package let rows: Int
    package let isEmpty: Bool
    /// Whether the session's user owns the table, and so may take its key.
    package let isOwned: Bool
    /// Whether batches of an earlier version are in it, whose rows have no origin.
    package let hasUnknownRows: Bool
    /// Whether a source with rows in it is being removed.
    package let isBeingCleared: Bool
    /// Whether it has a key.
    package let hasKey: Bool
}

extension BulkPhase {
    /// Looks at a table before a phase.
    package static func table(
        _ kind: RecordKind, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> BulkTable {
        let row = try connection.query(
            """
            SELECT coalesce((SELECT sum(loaded) FROM etl.batches JOIN etl.sources USING (source_id) WHERE kind = $1), 0)::bigint,
                NOT EXISTS (SELECT FROM \(kind.schema.table)),
                (SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = '\(kind.schema.table)'::regclass),
                EXISTS (SELECT FROM etl.batches JOIN etl.sources USING (source_id) WHERE kind = $1 AND first_record IS NULL),
                EXISTS (SELECT FROM etl.sources WHERE kind = $1 AND removed_at IS NOT NULL AND forgotten_blocks IS NOT NULL),
                EXISTS (\(key(of: kind)))
            """, [.text(kind.name)]
        ).first
        return BulkTable(
            rows: row?.int(0) ?? 0, isEmpty: row?.bool(1) == true, isOwned: row?.bool(2) == true,
            hasUnknownRows: row?.bool(3) == true, isBeingCleared: row?.bool(4) == true, hasKey: row?.bool(5) == true)
    }

    /// Begins the phase of a table: takes its key and its other indexes, and tells loaders.
    ///
    /// Waits for loads under way, and at most ten seconds for readers of the table.
    ///
    /// - Parameters:
    ///   - indexes: the names and the relations of indexes, which the end builds again.
    /// - Returns: false if another session has begun it meanwhile, or if the table is no longer as the caller saw it.
    package static func start(
        _ kind: RecordKind, by starter: Starter, wasEmpty: Bool, indexes: [(name: String, relation: String)],
        on connection: isolated PostgresConnection
    ) throws(PostgresError) -> Bool {
        try connection.transaction(with: "\(SourceRemoval.durability); SET LOCAL lock_timeout = '10s'") {
            connection throws(PostgresError) in
            try connection.execute("SELECT pg_advisory_xact_lock(\(SourceTable.removalLock))")
            let empty = try connection.query("SELECT NOT EXISTS (SELECT FROM \(kind.schema.table))").first?.bool(0)
            guard empty == wasEmpty, try of(kind, on: connection) == nil,
                let name = try connection.query(key(of: kind)).first?.string(0)
            else { return false }
            try connection.execute("ALTER TABLE \(kind.schema.table) DROP CONSTRAINT \(name)")
            for index in indexes { try connection.execute("DROP INDEX \(index.relation)") }
            _ = try connection.query(
                "INSERT INTO etl.bulk_phases (kind, started_by, was_empty, indexes) VALUES ($1, $2, $3, $4::text[])",
                [
                    .text(kind.name), .text(starter.rawValue), .bool(wasEmpty),
                    .textArray(indexes.map(\.name)),
                ])
            return true
        }
    }

    /// The query for the name of a table's key; no row if it has none.
    static func key(of kind: RecordKind) -> String {
        "SELECT quote_ident(conname) FROM pg_constraint WHERE conrelid = '\(kind.schema.table)'::regclass AND contype = 'p'"
    }
}
