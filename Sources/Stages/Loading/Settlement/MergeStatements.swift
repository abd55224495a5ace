import ETLModels
import Ledger

/// The SQL that moves rows of a kind from its staging table into its table, generated from the kind's schema.
///
/// The staging table has the columns of the table, and before them `batch`, the batch's position in the transaction, and
/// `record_number`.
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
    var stagingColumns: [String] { ["batch", "record_number"] + schema.storedColumns }

    /// Blocks merges until the transaction ends. For transactions that copy directly into the table; any number of them
    /// can run at once.
    var lockAgainstMerges: String { "SELECT pg_advisory_xact_lock_shared(\(lockKey))" }

    /// Waits until no other transaction copies or merges, and blocks them until this one ends.
    ///
    /// Otherwise two transactions that hold keys of each other's duplicates would deadlock. The server detects that
    /// only after a second, and fails one of them.
    var lockForMerge: String { "SELECT pg_advisory_xact_lock(\(lockKey))" }

    private var lockKey: String { "hashtext('etl.load'), '\(schema.table)'::regclass::oid::integer" }

    /// Notes in the table of ``ReplacementStatements`` which staged rows take the places of stored ones, for they have a higher value of a
    /// column.
    ///
    /// A stored row agrees if its source has no lower rank, or if it knows nothing that the other does not.
    func noteDisplaced(byHighest column: String) -> String {
        let (new, old) = (rankList(by: column, of: "best"), rankList(by: column, of: "stored"))
        return """
            INSERT INTO \(ReplacementStatements(schema).table) (\(ReplacementStatements(schema).columns.joined(separator: ", ")))
            SELECT \(prefixed(schema.storedColumns, "best")), coalesce(stored.origin, 0),
                (NOT \(isLower("stored", than: "best")) OR \(isPart("stored", of: "best")))::integer
            FROM (\(best(byHighest: column))) AS best \(stored(for: "best"))
            WHERE record_gt(ROW(\(new)), ROW(\(old)))
            """
    }

    /// Moves the staged rows into the table, where the row with the highest value of a column stays.
    func mergeHighest(_ column: String) -> String {
        let (new, old) = (rankList(by: column, of: "excluded"), rankList(by: column, of: "stored"))
        return """
            INSERT INTO \(schema.table) AS stored (\(columnList))
            SELECT \(columnList) FROM (\(best(byHighest: column))) AS best ORDER BY \(keyList)
            ON CONFLICT (\(keyList)) DO UPDATE SET \(schema.assignments(from: "excluded")) WHERE record_gt(ROW(\(new)), ROW(\(old)))
            """
    }

    /// Counts the staged rows that are in the table after the merge: `batch, count, count, count`, the second of those that took the
    /// place of rows that do not agree, the third of those that took the place of rows that do.
    var countStored: String {
        """
        SELECT batch, count(*), count(*) FILTER (WHERE agrees = 0), count(*) FILTER (WHERE agrees = 1)
        FROM \(stagingTable) AS staged \(stored(for: "staged"))
        LEFT JOIN \(ReplacementStatements(schema).table) AS taken ON taken.origin = staged.origin
        WHERE stored.origin = staged.origin GROUP BY batch
        """
    }

    /// The staged rows that lost to rows of sources with a higher rank, and know what these do not: `batch, record_number`.
    var outranked: String {
        """
        SELECT batch, record_number FROM \(stagingTable) AS staged \(stored(for: "staged"))
        WHERE (\(SourceTable.someReplace)) AND \(isLower("staged", than: "stored")) AND NOT \(isPart("staged", of: "stored"))
        ORDER BY batch, record_number
        """
    }

    /// The staged row of each key that has the highest value of a column.
    private func best(byHighest column: String) -> String {
        let bestFirst = rank(by: column, of: "staged").map { "\($0) DESC" }.joined(separator: ", ")
        return """
            SELECT DISTINCT ON (\(keyList)) \(columnList) FROM \(stagingTable) AS staged
            ORDER BY \(keyList), \(bestFirst), batch, record_number
            """
    }

    private func stored(for relation: String) -> String { KeyStatements(schema).stored(for: relation) }

    private var keyList: String { schema.key.joined(separator: ", ") }
    private var columnList: String { schema.storedColumns.joined(separator: ", ") }

    private func prefixed(_ names: [String], _ relation: String) -> String {
        names.map { "\(relation).\($0)" }.joined(separator: ", ")
    }

    /// The condition that the source of a row has a lower rank than that of another.
    private func isLower(_ row: String, than other: String) -> String {
        let (lower, higher) = (
            RecordOrigin.rankExpression(of: "\(row).origin"), RecordOrigin.rankExpression(of: "\(other).origin")
        )
        return "\(lower) < \(higher)"
    }

    /// The condition that a row has no value that another lacks.
    private func isPart(_ row: String, of other: String) -> String {
        let columns = schema.columns.map(\.name).filter { !schema.key.contains($0) }
        let parts = columns.map { "coalesce(\(row).\($0) = \(other).\($0), \(row).\($0) IS NULL)" }
        return "(" + parts.joined(separator: " AND ") + ")"
    }

    private func rankList(by column: String, of relation: String) -> String {
        rank(by: column, of: relation).joined(separator: ", ")
    }

    /// Expressions that order the rows of a key: by the rank of their sources, by the column, then by all content, so that the order is
    /// total.
    ///
    /// A flag before each value ranks NULL lowest. Text is compared by its bytes: the order must not depend on the
    /// database's locale.
    private func rank(by column: String, of relation: String) -> [String] {
        let others = schema.columns.filter { $0.name != column && !schema.key.contains($0.name) }
        let ranked = schema.columns.filter { $0.name == column } + others
        return [RecordOrigin.rankExpression(of: "\(relation).origin")]
            + ranked.flatMap { column in
                let name = "\(relation).\(column.name)"
                let value = column.type == .text ? "\(name) COLLATE \"C\"" : name
                return ["(\(name) IS NOT NULL)", value]
            }
    }
}
