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

    /// Merges the staged rows and returns `batch, count`: the rows that are new in the table, each counted for the
    /// batch that brought its key first.
    var merge: String {
        """
        WITH best AS (
            SELECT DISTINCT ON (\(keyList)) \(columnList) FROM \(stagingTable) AS staged ORDER BY \(bestFirst)
        ), merged AS (
            INSERT INTO \(schema.table) AS stored (\(columnList))
            SELECT \(columnList) FROM best ORDER BY \(keyList)
            ON CONFLICT \(onConflict)
            RETURNING \(prefixed(schema.key, "stored")), stored.xmax = 0 AS is_new
        ), first AS (
            SELECT DISTINCT ON (\(keyList)) \(keyList), batch FROM \(stagingTable)
            ORDER BY \(keyList), batch, record_number
        )
        SELECT first.batch, count(*) FROM merged JOIN first USING (\(keyList)) WHERE merged.is_new GROUP BY first.batch
        """
    }

    /// Returns `batch, record_number` of staged rows whose key is stored with other content. To be asked after the merge.
    var conflicts: String {
        let names = schema.columns.map(\.name)
        return """
            SELECT staged.batch, staged.record_number
            FROM \(stagingTable) AS staged JOIN \(schema.table) AS stored USING (\(keyList))
            WHERE (\(prefixed(names, "staged"))) IS DISTINCT FROM (\(prefixed(names, "stored")))
            ORDER BY staged.batch, staged.record_number
            """
    }

    private var keyList: String { schema.key.joined(separator: ", ") }
    private var columnList: String { schema.columns.map(\.name).joined(separator: ", ") }

    private func prefixed(_ names: [String], _ relation: String) -> String {
        names.map { "\(relation).\($0)" }.joined(separator: ", ")
    }

    /// Which of several staged rows of a key is tried: the first, or the one of the highest rank.
    private var bestFirst: String {
        switch schema.sameKey {
        case .keepStored: "\(keyList), batch, record_number"
        case .keepHighest(let column):
            ([keyList] + rank(by: column, of: "staged").map { "\($0) DESC" }).joined(separator: ", ")
        }
    }

    private var onConflict: String {
        switch schema.sameKey {
        case .keepStored: return "DO NOTHING"
        case .keepHighest(let column):
            let assignments = schema.columns.map { "\($0.name) = excluded.\($0.name)" }.joined(separator: ", ")
            let new = rank(by: column, of: "excluded").joined(separator: ", ")
            let old = rank(by: column, of: "stored").joined(separator: ", ")
            return "(\(keyList)) DO UPDATE SET \(assignments) WHERE record_gt(ROW(\(new)), ROW(\(old)))"
        }
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
