package import ETLModels
package import Postgres

/// What a bulk phase would begin with.
package struct BulkTable: Sendable, Hashable {
    /// The number of rows that sources have brought, by the ledger.
    package let rows: Int
    package let isEmpty: Bool
    /// Whether batches of an earlier version are in it, whose rows have no origin.
    package let hasUnknownRows: Bool
    /// Whether a source with rows in it is being removed.
    package let isBeingCleared: Bool
    /// Whether it has a key.
    package let hasKey: Bool
    /// Whether something else than its key refuses rows: a unique index, or a constraint with an index.
    package let hasOtherKeys: Bool
    /// Whether somebody learns of each row that comes or goes: a subscriber of a publication, or a trigger.
    package let isFollowed: Bool
    /// Whether it has partitions, or another table inherits from it or it from another: then the places of rows do not tell them apart.
    package let hasParts: Bool
    /// Whether the session's user may do what the end needs: make indexes where they were, and temporary tables.
    package let mayEnd: Bool
}

extension BulkPhase {
    /// Whether the session's user owns a table, and so may take its key.
    package static func isOwned(
        _ kind: RecordKind, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> Bool {
        try connection.query(
            "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = '\(kind.schema.table)'::regclass"
        ).first?.bool(0) == true
    }

    /// Looks at a table before a phase, as its owner.
    package static func table(
        _ kind: RecordKind, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> BulkTable {
        let rows = try rows(of: kind, on: connection)
        let row = try connection.query(
            """
            SELECT NOT EXISTS (SELECT FROM \(kind.schema.table)),
                EXISTS (SELECT FROM etl.batches JOIN etl.sources USING (source_id) WHERE kind = $1 AND first_record IS NULL),
                EXISTS (SELECT FROM etl.sources WHERE kind = $1 AND removed_at IS NOT NULL AND forgotten_blocks IS NOT NULL),
                EXISTS (\(key(of: kind))),
                EXISTS (SELECT FROM pg_index WHERE indrelid = '\(kind.schema.table)'::regclass AND NOT indisprimary
                    AND (indisunique OR indisexclusion)),
                \(isFollowed(kind)), \(mayEnd(kind)), \(hasParts(kind))
            """, [.text(kind.name)]
        ).first
        return BulkTable(
            rows: rows, isEmpty: row?.bool(0) == true, hasUnknownRows: row?.bool(1) == true,
            isBeingCleared: row?.bool(2) == true, hasKey: row?.bool(3) == true, hasOtherKeys: row?.bool(4) == true,
            isFollowed: row?.bool(5) == true, hasParts: row?.bool(7) == true, mayEnd: row?.bool(6) == true)
    }

    /// The number of rows that sources have brought, by the ledger: it can be read while the table is locked, and by those who may not read the table.
    package static func rows(
        of kind: RecordKind, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> Int {
        try connection.query(
            """
            SELECT coalesce(sum(loaded), 0)::bigint FROM etl.batches JOIN etl.sources USING (source_id) WHERE kind = $1
            """, [.text(kind.name)]
        ).first?.int(0) ?? 0
    }

    private static func isFollowed(_ kind: RecordKind) -> String {
        """
        EXISTS (SELECT FROM pg_trigger WHERE tgrelid = '\(kind.schema.table)'::regclass AND NOT tgisinternal AND tgenabled <> 'D')
            OR EXISTS (SELECT FROM pg_publication_tables AS published JOIN pg_namespace ON nspname = schemaname
                JOIN pg_class AS relation ON relnamespace = pg_namespace.oid AND relname = tablename
                WHERE relation.oid = '\(kind.schema.table)'::regclass)
        """
    }

    private static func hasParts(_ kind: RecordKind) -> String {
        """
        EXISTS (SELECT FROM pg_class WHERE oid = '\(kind.schema.table)'::regclass AND relkind <> 'r')
            OR EXISTS (SELECT FROM pg_inherits WHERE '\(kind.schema.table)'::regclass IN (inhparent, inhrelid))
        """
    }

    private static func mayEnd(_ kind: RecordKind) -> String {
        """
        has_database_privilege(current_database(), 'TEMPORARY')
            AND (SELECT has_schema_privilege(relnamespace, 'CREATE') FROM pg_class WHERE oid = '\(kind.schema.table)'::regclass)
            AND NOT EXISTS (SELECT FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
                WHERE indrelid = '\(kind.schema.table)'::regclass AND reltablespace <> 0
                    AND NOT has_tablespace_privilege(reltablespace, 'CREATE'))
        """
    }

    /// Begins the phase of a table: takes its key and all other indexes, and tells loaders.
    ///
    /// Waits for loads under way, and at most ten seconds for readers of the table.
    ///
    /// - Parameters:
    ///   - indexes: the names and the relations of those that the end builds beside loads. It builds others together with the key.
    /// - Returns: false if another session has begun it meanwhile, or if the table is no longer as the caller saw it.
    package static func start(
        _ kind: RecordKind, by starter: Starter, wasEmpty: Bool, indexes: [(name: String, relation: String)],
        on connection: isolated PostgresConnection
    ) throws(PostgresError) -> Bool {
        try connection.transaction(
            with: "\(SourceRemoval.durability); SET LOCAL lock_timeout = '10s'; SET LOCAL statement_timeout = 0"
        ) {
            connection throws(PostgresError) in
            try connection.execute("SELECT pg_advisory_xact_lock(\(SourceTable.removalLock))")
            let empty = try connection.query("SELECT NOT EXISTS (SELECT FROM \(kind.schema.table))").first?.bool(0)
            // Not beside a removal, between whose transactions the lock above is free.
            let turn = "SELECT pg_try_advisory_xact_lock(\(SourceRemoval.turn))"
            guard empty == wasEmpty, try of(kind, on: connection) == nil,
                try connection.query(turn).first?.bool(0) == true,
                let name = try connection.query(key(of: kind)).first?.string(0)
            else { return false }
            try connection.execute("ALTER TABLE \(kind.schema.table) DROP CONSTRAINT \(name)")
            for index in indexes { try connection.execute("DROP INDEX \(index.relation)") }
            let others = try connection.query(otherIndexes(of: kind))
            for other in others { try connection.execute("DROP INDEX \(other.string(1) ?? "")") }
            _ = try connection.query(
                """
                INSERT INTO etl.bulk_phases (kind, started_by, was_empty, indexes, other_indexes)
                VALUES ($1, $2, $3, $4::text[], $5::text[])
                """,
                [
                    .text(kind.name), .text(starter.rawValue), .bool(wasEmpty), .textArray(indexes.map(\.name)),
                    .textArray(others.compactMap { $0.string(0) }),
                ])
            return true
        }
    }

    /// The query for all indexes but the key: the statements that make each again, with all that its owner has set, and its name.
    private static func otherIndexes(of kind: RecordKind) -> String {
        """
        SELECT concat(
            format('SET LOCAL default_tablespace = %L; ', coalesce(spcname, '')), pg_get_indexdef(indexrelid),
            format('; COMMENT ON INDEX %s IS ', indexrelid::regclass) || quote_literal(obj_description(indexrelid, 'pg_class')),
            (
                SELECT string_agg(
                    format('; ALTER INDEX %s ALTER COLUMN %s SET STATISTICS %s', indexrelid::regclass, attnum, attstattarget), '')
                FROM pg_attribute WHERE attrelid = indexrelid AND attstattarget >= 0
            ),
            CASE WHEN indisclustered THEN format('; ALTER TABLE %s CLUSTER ON %I', indrelid::regclass, relname) END
        ), indexrelid::regclass::text
        FROM pg_index JOIN pg_class AS relation ON relation.oid = indexrelid LEFT JOIN pg_tablespace AS space ON space.oid = reltablespace
        WHERE indrelid = '\(kind.schema.table)'::regclass AND NOT indisprimary ORDER BY indexrelid
        """
    }

    /// The query for the name of a table's key; no row if it has none.
    static func key(of kind: RecordKind) -> String {
        "SELECT quote_ident(conname) FROM pg_constraint WHERE conrelid = '\(kind.schema.table)'::regclass AND contype = 'p'"
    }
}
