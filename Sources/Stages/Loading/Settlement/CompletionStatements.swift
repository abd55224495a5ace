import ETLModels

/// The SQL that gives stored rows the values that they lack, generated from the kind's schema.
struct CompletionStatements {
    private let schema: Schema

    init(_ schema: Schema) {
        self.schema = schema
    }

    /// The table of a session for the values: the columns of the key, and those that may be NULL.
    var table: String { "etl_completions_\(schema.table)" }

    /// Creates the table, empty at the start of every transaction.
    var create: String {
        """
        CREATE TEMPORARY TABLE IF NOT EXISTS \(table) ON COMMIT DELETE ROWS AS
        SELECT \(columns.joined(separator: ", ")) FROM \(schema.table) WITH NO DATA
        """
    }

    /// Empties it, for the transaction may have completed rows of an earlier part of its group.
    var clear: String { "DELETE FROM \(table)" }

    /// The columns in order.
    var columns: [String] { fields.map { schema.columns[$0].name } }

    /// The positions of the columns in a row of the kind.
    var fields: [Int] {
        schema.columns.indices.filter {
            schema.key.contains(schema.columns[$0].name) || !schema.columns[$0].isRequired
        }
    }

    /// Fills up the stored rows. The number of affected rows is smaller than that of values if one would contradict what has been stored
    /// meanwhile.
    ///
    /// The bounds of the keys are for the planner, which knows nothing of the values: it need not read the rest of the table.
    ///
    /// - Parameter range: the condition that a stored key is among those of the group.
    func fill(where range: String) -> String {
        let optional = schema.columns.filter { !$0.isRequired }.map(\.name)
        let values = optional.map { "\($0) = coalesce(stored.\($0), known.\($0))" }.joined(separator: ", ")
        let agree = optional.map { "(stored.\($0) = known.\($0) OR stored.\($0) IS NULL OR known.\($0) IS NULL)" }
        return """
            UPDATE \(schema.table) AS stored SET \(values) FROM \(table) AS known
            WHERE \(([schema.haveSameKey("stored", "known")] + agree).joined(separator: " AND ")) AND \(range)
            """
    }
}
