package import ETLModels
package import Postgres

/// A table's bulk phase, as `etl.bulk_phases` has it: the table has no key, and loaders copy rows as they come.
///
/// See docs/decisions/0029-a-first-load-without-its-key.md.
package struct BulkPhase: Sendable, Hashable {
    /// Who ends the phase.
    package enum Starter: String, Sendable, Codable {
        /// `etl run`, with its sources.
        case run
        /// Whoever started it by hand.
        case `operator`
    }

    package let kind: RecordKind
    package let starter: Starter
    /// Whether the table had no row when the phase began.
    package let wasEmpty: Bool
    /// The names of the indexes for queries that are built again at the end, beside loads.
    package let indexes: [String]
    /// In seconds since 1970.
    package let startedAt: Int64
    /// Whether an attempt to end the phase has found repeated keys, and has begun to settle them.
    package let isSettling: Bool
    /// Whether the key is back: only indexes are missing.
    package let hasKey: Bool
}

extension BulkPhase {
    /// The phases of a database's tables, none for most databases.
    package static func all(on connection: isolated PostgresConnection) throws(PostgresError) -> [BulkPhase] {
        let rows = try connection.query(
            """
            SELECT kind, started_by, was_empty, array_to_string(indexes, ','), floor(extract(epoch FROM started_at))::bigint,
                settled_at <> '{}', ended_at IS NOT NULL
            FROM etl.bulk_phases ORDER BY kind
            """)
        return rows.compactMap { row in
            guard let kind = row.string(0).flatMap({ RecordKind(name: $0) }),
                let starter = row.string(1).flatMap({ Starter(rawValue: $0) }), let startedAt = row.int64(4)
            else { return nil }
            let indexes = row.string(3)?.split(separator: ",").map(String.init) ?? []
            return BulkPhase(
                kind: kind, starter: starter, wasEmpty: row.bool(2) == true, indexes: indexes, startedAt: startedAt,
                isSettling: row.bool(5) == true, hasKey: row.bool(6) == true)
        }
    }

    /// The phase of a table; nil if it has none.
    package static func of(
        _ kind: RecordKind, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> BulkPhase? {
        try all(on: connection).first { $0.kind == kind }
    }

    /// Whether a table is without its key, so that nothing finds its rows quickly, and some may be there twice.
    package static func lacksKey(
        _ kind: RecordKind, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> Bool {
        try of(kind, on: connection)?.hasKey == false
    }

    /// The tables into which rows are copied as they come, as an SQL expression: their names, with commas. Somebody may have added a key by hand.
    static let tablesWithoutKeys = """
        (SELECT array_to_string(array_agg(kind), ',') FROM etl.bulk_phases WHERE ended_at IS NULL
            AND NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = to_regclass(kind) AND contype = 'p'))
        """
}
