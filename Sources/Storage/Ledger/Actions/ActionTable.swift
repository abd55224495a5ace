package import Postgres

/// `etl.actions` and `etl.action_results`: what operators have done. Rows are only added.
package enum ActionTable {
    /// The most ids of subjects that an entry keeps.
    package static let mostSubjects = 10_000

    /// The first key of the advisory locks of actions.
    static let lockClass = "hashtext('etl.act')"
    /// The greatest second key. A key is the low 31 bits of the number of an action.
    static let mostKey: Int64 = 2_147_483_647

    /// Enters an action before it is begun. It is held until the session ends, however it ends.
    ///
    /// - Returns: its number.
    package static func begin(
        _ entry: ActionEntry, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> Int64 {
        let rows = try connection.query(
            """
            WITH entered AS (
                INSERT INTO etl.actions (actor, known_by, address, verb, selection, subjects, reason)
                VALUES ($1, $2, $3, $4, $5, $6::text[], $7) RETURNING action_id
            )
            SELECT action_id, pg_advisory_lock(\(lockClass), (action_id & \(mostKey))::integer) FROM entered
            """,
            [
                .text(storable(entry.actor)), .text(entry.knownBy.rawValue), .text(storable(entry.address)),
                .text(storable(entry.verb)), .text(storable(entry.selection)),
                .textArray(entry.subjects.prefix(mostSubjects).map(storable)),
                entry.reason.map { .text(storable($0)) } ?? .null,
            ])
        return rows.first?.int64(0) ?? 0
    }

    /// A text without NUL, which PostgreSQL does not store. Reasons and names of letters may hold any.
    private static func storable(_ text: String) -> String { text.replacing("\0", with: "") }

    /// Adds results of an action, those of subjects or of the whole.
    package static func add(
        _ results: [ActionResult], to action: Int64, on connection: isolated PostgresConnection
    ) throws(PostgresError) {
        guard !results.isEmpty else { return }
        _ = try connection.query(
            """
            INSERT INTO etl.action_results (action_id, subject, outcome, detail, source_id, sequence)
            SELECT $1, nullif(subject, ''), outcome, detail, nullif(source, '')::uuid, nullif(sequence, '')::integer
            FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) AS result (subject, outcome, detail, source, sequence)
            """,
            [
                .integer(action), .textArray(results.map { storable($0.subject ?? "") }),
                .textArray(results.map(\.outcome.rawValue)), .textArray(results.map { storable($0.detail) }),
                .textArray(results.map { $0.batch?.source ?? "" }),
                .textArray(results.map { $0.batch?.sequence.map(String.init) ?? "" }),
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
            SELECT \(resultColumns) \(resultsBesideLedger)
            WHERE result.action_id = $1 AND subject IS NOT NULL
            ORDER BY at, subject LIMIT $2
            """, [.integer(action), .integer(Int64(limit))]
        ).map { ActionResult($0) }
    }

    static let resultColumns = """
        subject, outcome, detail, CASE WHEN \(isReplay) THEN result.source_id END, result.sequence,
            \(isLoaded), discarded.source_id IS NOT NULL
        """

    /// Whether the ledger has the batch that was replayed, or the whole source of a job.
    static let isLoaded = "(batch.sequence IS NOT NULL OR complete.source_id IS NOT NULL)"

    /// Results of the action `$1` beside what has become of letters that were replayed: their batches, the complete sources of jobs, and
    /// those that were discarded later. Each source is counted once, however many of its jobs there are.
    static let resultsBesideLedger = """
        FROM etl.action_results AS result JOIN etl.actions AS action ON action.action_id = result.action_id
        LEFT JOIN etl.batches AS batch
            ON \(isReplay) AND batch.source_id = result.source_id AND batch.sequence = result.sequence
        LEFT JOIN (
            SELECT source.source_id
            FROM (
                SELECT DISTINCT source_id FROM etl.action_results
                WHERE action_id = $1 AND source_id IS NOT NULL AND sequence IS NULL
            ) AS job JOIN etl.sources AS source ON source.source_id = job.source_id AND source.batches IS NOT NULL
                LEFT JOIN etl.batches AS part ON part.source_id = source.source_id
            GROUP BY source.source_id HAVING count(part.sequence) = source.batches
        ) AS complete ON \(isReplay) AND result.sequence IS NULL AND complete.source_id = result.source_id
        LEFT JOIN (
            SELECT DISTINCT gone.source_id, coalesce(gone.sequence, -1) AS sequence
            FROM etl.action_results AS gone JOIN etl.actions AS later ON later.action_id = gone.action_id
            WHERE gone.action_id > $1 AND later.verb = 'dead-letters discard' AND gone.outcome = 'done' AND gone.source_id IS NOT NULL
        ) AS discarded ON \(isReplay) AND discarded.source_id = result.source_id
            AND discarded.sequence = coalesce(result.sequence, -1)
        """

    /// Whether results have letters that were replayed: those of discarded ones have batches, too.
    static let isReplay = "action.verb = 'dead-letters replay'"

    private static let select = """
        SELECT action.action_id, floor(extract(epoch FROM begun_at))::bigint, actor, known_by, address, verb, selection,
            cardinality(subjects), reason, floor(extract(epoch FROM whole.at))::bigint, whole.outcome, whole.detail
        FROM etl.actions AS action LEFT JOIN LATERAL (
            SELECT at, outcome, detail FROM etl.action_results AS result
            WHERE result.action_id = action.action_id AND subject IS NULL ORDER BY at LIMIT 1
        ) AS whole ON true
        """
}
