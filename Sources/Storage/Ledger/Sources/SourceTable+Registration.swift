package import ETLModels
package import Postgres

/// The state of a source in the database before its submission.
package enum Registration: Sendable, Hashable {
    /// Unknown, only registered, retired or removed, or batches of it are forgotten: the extract job must be published. The batch size is an earlier
    /// submission's if there was one.
    case needsJob(batchRecords: Int)
    /// The extract job has been published, and the source is not complete.
    case inProgress(batchRecords: Int)
    /// The whole source is loaded.
    case complete
}

extension SourceTable {
    /// The most sources of one call: a statement has at most 65,535 parameters.
    package static var mostAtOnce: Int { 1000 }

    /// Registers unknown sources, at most ``mostAtOnce``, with two statements.
    package static func register(
        _ sources: [SourceEntry], on connection: isolated PostgresConnection
    ) throws(PostgresError) -> [SourceID: Registration] {
        guard !sources.isEmpty else { return [:] }
        try enter(sources, on: connection)
        let rows = try connection.query(
            """
            SELECT source_id, batch_records, submitted_at IS NOT NULL AND retired_at IS NULL, batches IS NOT NULL
                AND batches = (SELECT count(*) FROM etl.batches AS batch WHERE batch.source_id = source.source_id)
            FROM etl.sources AS source WHERE source_id = ANY ($1::text[]::uuid[])
            """, [.textArray(sources.map { "\($0.id)" })])
        var known: [SourceID: Registration] = [:]
        for row in rows {
            guard let id = row.string(0).flatMap({ SourceID($0) }), let batchRecords = row.int(1) else { continue }
            known[id] =
                row.bool(3) == true
                ? .complete
                : row.bool(2) == true
                    ? .inProgress(batchRecords: batchRecords) : .needsJob(batchRecords: batchRecords)
        }
        return known
    }

    /// Records that the broker has confirmed the extract jobs of sources. Retired and removed ones are active again.
    package static func markSubmitted(
        _ ids: [SourceID], on connection: isolated PostgresConnection
    ) throws(PostgresError) {
        guard !ids.isEmpty else { return }
        _ = try connection.query(
            """
            UPDATE etl.sources SET submitted_at = now(), retired_at = NULL, removed_at = NULL
            WHERE source_id = ANY ($1::text[]::uuid[])
            """, [.textArray(ids.map(\.description))])
    }

    private static func enter(
        _ sources: [SourceEntry], on connection: isolated PostgresConnection
    ) throws(PostgresError) {
        // Times and numbers follow the order of the arguments: of files that replace, the last one wins.
        var values: [PostgresValue] = []
        var places: [String] = []
        for (number, source) in sources.enumerated() {
            let first = values.count + 1
            values += source.values
            let row = (first..<first + SourceEntry.columns.count).map { "$\($0)" }.joined(separator: ", ")
            places.append("(\(row), now() + interval '\(number) microseconds')")
        }
        try connection.transaction { [places, values] connection throws(PostgresError) in
            // Two callers that register the same sources in other orders would wait for one another.
            try connection.execute("SELECT pg_advisory_xact_lock(hashtext('etl.register'), 0)")
            _ = try connection.query(
                """
                INSERT INTO etl.sources (\(SourceEntry.columns.joined(separator: ", ")), registered_at)
                VALUES \(places.joined(separator: ", ")) ON CONFLICT DO NOTHING
                """, values)
        }
    }
}

extension SourceEntry {
    fileprivate static let columns = [
        "source_id", "uri", "kind", "format", "columns", "bytes", "modified_at", "batch_records",
        "delimiter", "renames", "fingerprint", "on_conflict",
    ]

    fileprivate var values: [PostgresValue] {
        [
            .uuid(id.bytes), .text(uri), .text(kind.name), .text(format), .textArray(columns), .integer(bytes),
            .timestamp(microsecondsSince2000: FileTime.microsecondsSince2000(modified)), .integer(Int64(batchRecords)),
            .text(delimiter), renames.isEmpty ? .null : .textArray(renames.map(\.description)),
            fingerprint.map { .text($0) } ?? .null, .text(replaces ? "replace" : "keep"),
        ]
    }
}
