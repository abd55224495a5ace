package import ETLModels
package import Postgres

/// The last report of a process about a source.
package struct SourceSighting: Sendable, Hashable {
    /// What the process did with the source: `checking`, `reading`, `waiting` or `replayed`.
    package let activity: String
    /// What the source waits for; nil unless it waits.
    package let reason: String?
    /// The host and the number of the process.
    package let process: String
    /// The time since then, by the database's clock.
    package let secondsAgo: Int

    package init(activity: String, reason: String? = nil, process: String, secondsAgo: Int) {
        self.activity = activity
        self.reason = reason
        self.process = process
        self.secondsAgo = secondsAgo
    }

    /// From four columns of a row, the first of them NULL without a sighting.
    init?(_ row: PostgresRow, from column: Int) {
        guard let activity = row.string(column) else { return nil }
        self.init(
            activity: activity, reason: row.string(column + 1), process: row.string(column + 2) ?? "",
            secondsAgo: max(0, row.int(column + 3) ?? 0))
    }
}

extension SourceTable {
    /// The seconds by which a taken job must be younger than the last sign of life of a source for the source to be
    /// overtaken.
    ///
    /// Covers the time between two reports, deliveries that are returned and handled again, and differences of clocks.
    package static let overtakenAfter = 900
}

/// `etl.sightings` and `etl.taken_jobs`: what processes report of sources.
package enum SightingTable {
    /// Notes a report.
    ///
    /// - Parameters:
    ///   - sightings: of sources; unknown ones are skipped.
    ///   - time: extractors have taken all jobs that were published before, in Unix seconds; nil if that is unknown.
    package static func note(
        _ sightings: [(source: SourceID, activity: String, reason: String?)], by process: String,
        takenUntil time: Int64?,
        on connection: isolated PostgresConnection
    ) throws(PostgresError) {
        try connection.transaction { connection throws(PostgresError) in
            if !sightings.isEmpty {
                // In the order of the ids, so that two loaders cannot deadlock. Of two reports in one, one is enough.
                _ = try connection.query(
                    """
                    INSERT INTO etl.sightings (source_id, activity, reason, process)
                    SELECT DISTINCT ON (source_id) source_id, activity, reason, $4::text
                    FROM unnest($1::text[]::uuid[], $2::text[], $3::text[]) AS seen (source_id, activity, reason)
                    WHERE source_id IN (SELECT source_id FROM etl.sources) ORDER BY source_id
                    ON CONFLICT (source_id) DO UPDATE SET activity = excluded.activity, reason = excluded.reason,
                        process = excluded.process, seen_at = now()
                    """,
                    [
                        .textArray(sightings.map { "\($0.source)" }), .textArray(sightings.map(\.activity)),
                        .textArray(sightings.map(\.reason)), .text(process),
                    ])
            }
            guard let time else { return }
            _ = try connection.query(
                """
                INSERT INTO etl.taken_jobs (published_until) VALUES (to_timestamp($1::float8))
                ON CONFLICT (is_only) DO UPDATE SET published_until = excluded.published_until
                WHERE taken_jobs.published_until < excluded.published_until
                """, [.integer(time)])
        }
    }
}
