import ETLModels

/// The SQL that moves rows of a kind from its staging table into its table, made of the kind's schema alone.
///
/// The staging table has the columns of the kind, and before them where each row comes from: `batch` (its place in
/// the transaction) and `record_number`.
struct MergeStatements {
    private let schema: Schema

    init(_ schema: Schema) {
        self.schema = schema
    }

    var stagingTable: String { "etl_staging_\(schema.table)" }

    /// Makes the staging table of a session, empty at the start of every transaction.
    var createStaging: String {
        """
        CREATE TEMPORARY TABLE IF NOT EXISTS \(stagingTable) ON COMMIT DELETE ROWS AS
        SELECT 0::integer AS batch, 0::bigint AS record_number, stored.* FROM \(schema.table) AS stored WITH NO DATA
        """
    }

    /// The columns in the order in which a staged row is written.
    var stagingColumns: [String] { ["batch", "record_number"] + schema.columns.map(\.name) }

    /// Blocks merges until the transaction ends. For transactions that copy straight into the table; any number of them
    /// may run at once.
    var lockAgainstMerges: String { "SELECT pg_advisory_xact_lock_shared(\(lockKey))" }

    /// Waits until no other transaction copies or merges, and blocks them until this one ends.
    ///
    /// Two transactions that hold keys of one another's duplicates would otherwise wait for each other, which the server
    /// notices only after a second, and ends by failing one of them.
    var lockForMerge: String { "SELECT pg_advisory_xact_lock(\(lockKey))" }

    private var lockKey: String { "hashtext('etl.load'), '\(schema.table)'::regclass::oid::integer" }

    /// Brings the staged rows into the table, as the rule for same keys has it.
    ///
    /// Affects as many rows as are new where the stored row stays. Where the highest stays, it returns
    /// `batch, count`: the rows that are new, each counted for the batch that brought its key first.
    var merge: String {
        switch schema.sameKey {
        case .keepStored:
            // In the order in which they were staged, so that the first of several with the same key is stored.
            """
            INSERT INTO \(schema.table) (\(columnList)) SELECT \(columnList) FROM \(stagingTable) ON CONFLICT DO NOTHING
            """
        case .keepHighest(let column): mergeHighest(column)
        }
    }

    /// Returns `batch, record_number, is_conflict` of the staged rows that are not the ones stored: of a key that was
    /// there before, all of them; of a new key, all but the first. It is run after the merge.
    ///
    /// The stored rows are looked up one by one (a LATERAL with LIMIT cannot become a join): the planner, which knows
    /// nothing of a staging table's size, would rather read the whole target than so many of its rows.
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

    /// Expressions that order the rows of a key: by the column, and then by all content, so that the order is total.
    ///
    /// Each value comes with whether it is there, which ranks NULL lowest. Text is compared by its bytes: the order
    /// must not depend on the database's locale.
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
