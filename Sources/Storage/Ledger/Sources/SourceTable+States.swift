package import Postgres

/// The number of sources in each state, without their names.
package struct SourceStateCounts: Sendable, Hashable {
    package var complete = 0
    package var retired = 0
    /// Those in progress whose last progress is recent.
    package var inProgress = 0
    /// Those in progress without progress for longer, except the overtaken ones.
    package var stalled = 0
    /// Those in progress of which no queue can have a message.
    package var overtaken = 0
    /// The longest time without progress among those in progress, in seconds; 0 without any.
    package var secondsWithoutProgress = 0.0

    package init() {}
}

extension SourceTable {
    /// Counts the sources by their states; a member of `etl_loader` may do so.
    ///
    /// - Parameter limit: the seconds without progress after which a source in progress counts as stalled.
    package static func stateCounts(
        stalledAfter limit: Int, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> SourceStateCounts {
        let rows = try connection.query(
            """
            SELECT state, count(*), count(*) FILTER (WHERE seconds_without_progress >= $1::float8 AND NOT is_overtaken),
                count(*) FILTER (WHERE is_overtaken), max(seconds_without_progress)
            FROM (
                SELECT *, coalesce(seconds_overtaken >= $2::float8, false) AS is_overtaken FROM etl.source_states
            ) AS states GROUP BY state
            """, [.integer(Int64(limit)), .integer(Int64(overtakenAfter))])
        var counts = SourceStateCounts()
        for row in rows {
            let (sources, stalled, overtaken) = (row.int(1) ?? 0, row.int(2) ?? 0, row.int(3) ?? 0)
            switch row.string(0) {
            case "complete": counts.complete = sources
            case "retired": counts.retired = sources
            default:
                counts.inProgress = sources - stalled - overtaken
                counts.stalled = stalled
                counts.overtaken = overtaken
                counts.secondsWithoutProgress = max(0, row.double(4) ?? 0)
            }
        }
        return counts
    }
}
