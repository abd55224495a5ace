import ETLModels
import Ledger

/// The SQL that finds and settles the rows of keys that several rows have, at the end of a table's bulk phase.
///
/// The rows are found by their places in the table (`ctid`), because no index finds them. No row moves while the session holds loads.
struct RepeatedKeyStatements {
    private let schema: Schema

    init(_ schema: Schema) {
        self.schema = schema
    }

    /// The table of a session for all rows of repeated keys: `number`, from 1, in the order in which they are settled; `place`, `origin`,
    /// `generation`, and `is_last` of its key.
    var repeated: String { "etl_repeated_\(schema.table)" }
    /// The table of a session for the rows of a window that go: `number`; and of those that become rejects, the number of their source,
    /// their batch and record, and the reason.
    var leaving: String { "etl_leaving_\(schema.table)" }
    static let leavingColumns = ["number", "source", "sequence", "record_number", "reason"]
    /// The table of a session for rows that stay with more content: `number`, and the columns of the table.
    var refilled: String { "etl_refilled_\(schema.table)" }
    var refilledColumns: [String] { ["number"] + schema.storedColumns }

    /// Creates the tables of a session, and fills the first.
    ///
    /// Of the rows of a key, those that came before others in an earlier state of the table are first, then those of higher ranks, then those of
    /// earlier sources.
    ///
    /// - Parameter generation: see ``BulkPhase/generation``.
    func find(generation: String) -> [String] {
        let order = "generation, \(RecordOrigin.rankExpression(of: "origin")) DESC, origin"
        return [
            // Of the session: what an index would get to sort the same rows.
            "SELECT set_config('work_mem', current_setting('maintenance_work_mem'), false)",
            "DROP TABLE IF EXISTS \(repeated), \(leaving), \(refilled)",
            """
            CREATE TEMPORARY TABLE \(repeated) AS
            SELECT row_number() OVER (ORDER BY \(keyList), \(order)) AS number, place, origin, generation,
                lead(1) OVER (PARTITION BY \(keyList) ORDER BY \(order)) IS NULL AS is_last
            FROM (
                SELECT place, \(keyList), origin, \(generation) AS generation
                FROM (
                    SELECT ctid AS place, \(keyList), coalesce(origin, 0) AS origin, count(*) OVER (PARTITION BY \(keyList)) AS times
                    FROM \(schema.table)
                ) AS counted WHERE times > 1
            ) AS found
            """,
            "CREATE UNIQUE INDEX ON \(repeated) (number)",
            "ANALYZE \(repeated)",
            """
            CREATE TEMPORARY TABLE \(leaving) (number bigint, source integer, sequence integer, record_number bigint, reason text)
            ON COMMIT DELETE ROWS
            """,
            """
            CREATE TEMPORARY TABLE \(refilled) ON COMMIT DELETE ROWS AS
            SELECT 0::bigint AS number, stored.* FROM \(schema.table) AS stored WITH NO DATA
            """,
        ]
    }

    /// The sources of these rows, by their numbers; 0 for rows of which none is known.
    var sources: String {
        "SELECT DISTINCT \(RecordOrigin.sourceExpression(of: "origin")) FROM \(repeated)"
    }

    /// The number of rows of repeated keys.
    var count: String { "SELECT coalesce(max(number), 0) FROM \(repeated)" }

    /// One row is looked up after another: the planner would otherwise read the whole table for a window.
    static let window =
        "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; SET LOCAL enable_material = off"

    /// The rows of a window, whole rows as ``EncodedRows`` has them.
    func rows(_ window: ClosedRange<Int>) -> String {
        """
        SELECT \(schema.rowColumns(of: "stored")) FROM \(repeated) AS repeated \(stored)
        WHERE number BETWEEN \(window.lowerBound) AND \(window.upperBound) ORDER BY number
        """
    }

    /// The last row of a window that is the last of its key; no row if the window has a part of one key.
    func lastOfKey(_ window: ClosedRange<Int>) -> String {
        """
        SELECT number FROM \(repeated) WHERE number BETWEEN \(window.lowerBound) AND \(window.upperBound) AND is_last
        ORDER BY number DESC LIMIT 1
        """
    }

    /// The numbers of a window's rows that were in the table before the phase.
    func earlier(_ window: ClosedRange<Int>) -> String {
        """
        SELECT number FROM \(repeated)
        WHERE number BETWEEN \(window.lowerBound) AND \(window.upperBound) AND generation = 0 ORDER BY number
        """
    }

    /// The rows that go, as `leaving`, with the stored ones as `stored`.
    var rowsThatGo: String { "\(leaving) AS leaving JOIN \(repeated) AS repeated USING (number) \(stored)" }

    /// Deletes the rows that go, and counts them.
    var delete: String {
        """
        WITH gone AS (
            DELETE FROM \(schema.table) AS stored
            USING \(leaving) AS leaving JOIN \(repeated) AS repeated USING (number)
            WHERE stored.ctid = repeated.place RETURNING 1
        )
        SELECT count(*) FROM gone
        """
    }

    /// Gives rows that stay their content, notes their new places, and counts them.
    var refill: String {
        """
        WITH moved AS (
            UPDATE \(schema.table) AS stored SET \(schema.assignments(from: "refilled"))
            FROM \(refilled) AS refilled JOIN \(repeated) AS repeated USING (number)
            WHERE stored.ctid = repeated.place RETURNING repeated.number, stored.ctid AS place
        ), noted AS (
            UPDATE \(repeated) AS repeated SET place = moved.place FROM moved
            WHERE repeated.number = moved.number RETURNING 1
        )
        SELECT count(*) FROM noted
        """
    }

    /// Puts the row that stays of a window in the place of its last row: the next window begins with it, for it has more rows of the key.
    func carry(_ row: Int, to last: Int) -> String {
        """
        UPDATE \(repeated) AS repeated SET (place, origin, generation) = (kept.place, kept.origin, kept.generation)
        FROM \(repeated) AS kept WHERE kept.number = \(row) AND repeated.number = \(last)
        """
    }

    private var stored: String { "JOIN \(schema.table) AS stored ON stored.ctid = repeated.place" }
    private var keyList: String { schema.key.joined(separator: ", ") }
}
