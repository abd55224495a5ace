package import ETLModels
package import Postgres

/// What a loader has to know of a source.
package struct LoadingSource: Sendable, Hashable {
    /// Its number, which is part of the origin of its rows.
    package let number: UInt32
    /// Whether its rows replace stored ones that contradict them.
    package let replaces: Bool
    /// Whether somebody has taken it out: its batches are not loaded.
    package let isRemoved: Bool

    package init(number: UInt32, replaces: Bool = false, isRemoved: Bool = false) {
        self.number = number
        self.replaces = replaces
        self.isRemoved = isRemoved
    }

    /// The origin of one of its records.
    package func origin(of record: UInt64) -> RecordOrigin {
        RecordOrigin(source: number, record: record, replaces: replaces)
    }
}

extension SourceTable {
    /// Reads sources whose batches are about to be loaded, and keeps them from being removed until the transaction ends.
    ///
    /// A removal that is under way is waited for.
    package static func holdForLoading(
        _ ids: some Sequence<SourceID>, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> [SourceID: LoadingSource] {
        let rows = try connection.query(
            """
            SELECT source_id, number, on_conflict = 'replace', removed_at IS NOT NULL,
                pg_advisory_xact_lock_shared(\(removalLock))
            FROM etl.sources WHERE source_id = ANY ($1::text[]::uuid[]) ORDER BY source_id FOR KEY SHARE
            """, [.textArray(Set(ids).map(\.description))])
        var sources: [SourceID: LoadingSource] = [:]
        for row in rows {
            guard let id = row.string(0).flatMap({ SourceID($0) }), let number = row.int(1) else { continue }
            sources[id] = LoadingSource(
                number: UInt32(number), replaces: row.bool(2) == true, isRemoved: row.bool(3) == true)
        }
        return sources
    }

    /// Whether a source that replaces others, and was registered before the one with a number, may still bring records.
    package static func mayReplace(
        before number: UInt32, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> Bool {
        try connection.query(
            """
            SELECT EXISTS (
                SELECT FROM etl.sources AS source
                WHERE on_conflict = 'replace' AND removed_at IS NULL AND number < $1 AND (batches IS NULL OR batches >
                    (SELECT count(*) FROM etl.batches AS batch WHERE batch.source_id = source.source_id)))
            """, [.integer(Int64(number))]
        ).first?.bool(0) == true
    }

    /// The query whether any source replaces others.
    package static let someReplace = "SELECT EXISTS (SELECT FROM etl.sources WHERE on_conflict = 'replace')"

    /// Returns the names in the header of the source with a number, renamed, in their order; none if there is no such source.
    package static func columns(
        ofNumber number: Int, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> [String] {
        try names("columns", where: "number = $1", .integer(Int64(number)), on: connection)
    }

    /// The advisory lock that loaders share, and that a removal of rows has alone.
    static let removalLock = "hashtext('etl.remove'), 0"
}
