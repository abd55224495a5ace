import ETLModels

/// The SQL that moves rows of a kind from its staging table into its table, generated from the kind's schema.
///
/// The staging table has the columns of the kind, and before them the origin of each row: `batch` (its position in the
/// transaction) and `record_number`.
struct MergeStatements {
    private let schema: Schema

    init(_ schema: Schema) {
        self.schema = schema
    }

    var stagingTable: String { "etl_staging_\(schema.table)" }

    /// Creates the staging table of a session, empty at the start of every transaction.
    var createStaging: String {
        """
        CREATE TEMPORARY TABLE IF NOT EXISTS \(stagingTable) ON COMMIT DELETE ROWS AS
        SELECT 0::integer AS batch, 0::bigint AS record_number, stored.* FROM \(schema.table) AS stored WITH NO DATA
        """
    }

    /// The columns of a staged row, in order.
    var stagingColumns: [String] { ["batch", "record_number"] + schema.columns.map(\.name) }

    /// Blocks merges until the transaction ends. For transactions that copy directly into the table; any number of them
    /// can run at once.
    var lockAgainstMerges: String { "SELECT pg_advisory_xact_lock_shared(\(lockKey))" }

    /// Waits until no other transaction copies or merges, and blocks them until this one ends.
    ///
    /// Otherwise two transactions that hold keys of each other's duplicates would deadlock. The server detects that
    /// only after a second, and fails one of them.
    var lockForMerge: String { "SELECT pg_advisory_xact_lock(\(lockKey))" }

    private var lockKey: String { "hashtext('etl.load'), '\(schema.table)'::regclass::oid::integer" }

    /// Moves the staged rows into the table by the schema's rule for equal keys.
    ///
    /// If the stored row stays, the number of affected rows is that of new ones. If the highest stays, the statement
    /// returns `batch, count`: the new rows, each counted for the first batch with its key.
    var merge: String {
        switch schema.sameKey {
        case .keepStored:
            // In staging order, so that the first of several rows with the same key is stored.
            """
            INSERT INTO \(schema.table) (\(columnList)) SELECT \(columnList) FROM \(stagingTable) ON CONFLICT DO NOTHING
            """
        case .keepHighest(let column): mergeHighest(column)
        }
    }

    /// Returns `batch, record_number, is_conflict` of the staged rows that were not stored. For an existing key these
    /// are all rows, for a new key all but the first. Runs after the merge.
    ///
    /// The query looks up stored rows one by one (a LATERAL with LIMIT cannot become a join). The planner does not know
    /// the size of a staging table, and would otherwise read the whole target.
    var exceptions: String {
        let names = schema.columns.map(\.name)
        let sameKey = schema.key.map { "target.\($0) = staged.\($0)" }.joined(separator: " AND ")
        return """
            SELECT staged.batch, staged.record_number,
                (\(prefixed(names, "staged"))) IS DISTINCT FROM (\(prefixed(names, "stored")))
            FROM (
                SELECT *, row_number() OVER (PARTITION BY \(keyList) ORDER BY batch, record_number) AS occurrence
                FROM \(stagingTable)
            ) AS staged CROSS JOIN LATERAL (
                SELECT target.xmin = pg_current_xact_id()::xid AS is_new, target.*
                FROM \(schema.table) AS target WHERE \(sameKey) LIMIT 1
            ) AS stored
            WHERE staged.occurrence > 1 OR NOT stored.is_new
            ORDER BY staged.batch, staged.record_number
            """
    }

    private func mergeHighest(_ column: String) -> String {
        let bestFirst = rank(by: column, of: "staged").map { "\($0) DESC" }.joined(separator: ", ")
        let assignments = schema.columns.map { "\($0.name) = excluded.\($0.name)" }.joined(separator: ", ")
        let new = rank(by: column, of: "excluded").joined(separator: ", ")
        let old = rank(by: column, of: "stored").joined(separator: ", ")
        return """
            WITH best AS (
                SELECT DISTINCT ON (\(keyList)) \(columnList) FROM \(stagingTable) AS staged
                ORDER BY \(keyList), \(bestFirst)
            ), merged AS (
                INSERT INTO \(schema.table) AS stored (\(columnList)) SELECT \(columnList) FROM best ORDER BY \(keyList)
                ON CONFLICT (\(keyList)) DO UPDATE SET \(assignments) WHERE record_gt(ROW(\(new)), ROW(\(old)))
                RETURNING \(prefixed(schema.key, "stored")), stored.xmax = 0 AS is_new
            ), first AS (
                SELECT DISTINCT ON (\(keyList)) \(keyList), batch FROM \(stagingTable)
                ORDER BY \(keyList), batch, record_number
            )
            SELECT first.batch, count(*) FROM merged JOIN first USING (\(keyList)) WHERE merged.is_new
            GROUP BY first.batch
            """
    }

    private var keyList: String { schema.key.joined(separator: ", ") }
    private var columnList: String { schema.columns.map(\.name).joined(separator: ", ") }

    private func prefixed(_ names: [String], _ relation: String) -> String {
        names.map { "\(relation).\($0)" }.joined(separator: ", ")
    }

    /// Expressions that order the rows of a key: by the column, then by all content, so that the order is total.
    ///
    /// A flag before each value ranks NULL lowest. Text is compared by its bytes: the order must not depend on the
    /// database's locale.
    private func rank(by column: String, of relation: String) -> [String] {
        let others = schema.columns.filter { $0.name != column && !schema.key.contains($0.name) }
        let ranked = schema.columns.filter { $0.name == column } + others
        return ranked.flatMap { column in
            let name = "\(relation).\(column.name)"
            let value = column.type == .text ? "\(name) COLLATE \"C\"" : name
            return ["(\(name) IS NOT NULL)", value]
        }
    }
}
