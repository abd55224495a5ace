package import Postgres

/// `etl.actions` and `etl.action_results`: what operators have done. Rows are only added.
package enum ActionTable {
    /// The most ids of subjects that an entry keeps.
    package static let mostSubjects = 10_000

    /// Enters an action before it is begun.
    ///
    /// - Returns: its number.
    package static func begin(
        _ entry: ActionEntry, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> Int64 {
        let rows = try connection.query(
            """
            INSERT INTO etl.actions (actor, known_by, address, verb, selection, subjects, reason)
            VALUES ($1, $2, $3, $4, $5, $6::text[], $7) RETURNING action_id
            """,
            [
                .text(entry.actor), .text(entry.knownBy.rawValue), .text(entry.address), .text(entry.verb),
                .text(entry.selection), .textArray(Array(entry.subjects.prefix(mostSubjects))),
                entry.reason.map { .text($0) } ?? .null,
            ])
        return rows.first?.int64(0) ?? 0
    }

    /// Adds results of an action, those of subjects or of the whole.
    package static func add(
        _ results: [ActionResult], to action: Int64, on connection: isolated PostgresConnection
    ) throws(PostgresError) {
        guard !results.isEmpty else { return }
        _ = try connection.query(
            """
            INSERT INTO etl.action_results (action_id, subject, outcome, detail)
            SELECT $1, nullif(subject, ''), outcome, detail FROM unnest($2::text[], $3::text[], $4::text[]) AS result (subject, outcome, detail)
            """,
            [
                .integer(action), .textArray(results.map { $0.subject ?? "" }),
                .textArray(results.map(\.outcome.rawValue)), .textArray(results.map(\.detail)),
            ])
    }

    /// The actions of a database, the newest first.
    ///
    /// - Parameters:
    ///   - number: only those before this one; nil for the newest.
    ///   - limit: the most actions to return.
    package static func actions(
        before number: Int64? = nil, limit: Int, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> [LoggedAction] {
        try connection.query(
            "\(select) WHERE $1::bigint IS NULL OR action.action_id < $1 ORDER BY action.action_id DESC LIMIT $2",
            [number.map { .integer($0) } ?? .null, .integer(Int64(limit))]
        ).map { LoggedAction($0) }
    }

    /// An action; nil if there is none with this number.
    package static func action(
        _ number: Int64, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> LoggedAction? {
        try connection.query("\(select) WHERE action.action_id = $1", [.integer(number)]).first.map { LoggedAction($0) }
    }

    /// The results of an action's subjects, in the order in which they came.
    ///
    /// - Parameter limit: the most results to return.
    package static func results(
        of action: Int64, limit: Int, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> [ActionResult] {
        try connection.query(
            """
            SELECT subject, outcome, detail FROM etl.action_results WHERE action_id = $1 AND subject IS NOT NULL
            ORDER BY at, subject LIMIT $2
            """, [.integer(action), .integer(Int64(limit))]
        ).map {
            ActionResult(
                subject: $0.string(0), outcome: $0.string(1).flatMap { .init(rawValue: $0) } ?? .failed,
                detail: $0.string(2) ?? "")
        }
    }

    private static let select = """
        SELECT action.action_id, floor(extract(epoch FROM begun_at))::bigint, actor, known_by, address, verb, selection,
            cardinality(subjects), reason, floor(extract(epoch FROM whole.at))::bigint, whole.outcome, whole.detail
        FROM etl.actions AS action LEFT JOIN LATERAL (
            SELECT at, outcome, detail FROM etl.action_results AS result
            WHERE result.action_id = action.action_id AND subject IS NULL ORDER BY at LIMIT 1
        ) AS whole ON true
        """
}
