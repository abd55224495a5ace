import ETLModels
import Ledger
import Postgres

/// Puts rows of a group in the places of stored ones whose sources have a lower rank. Needs the table for itself.
struct Replacement {
    private let group: GroupRows
    private let schema: Schema
    private let statements: ReplacementStatements

    init(_ group: GroupRows, _ schema: Schema) {
        self.group = group
        self.schema = schema
        statements = ReplacementStatements(schema)
    }

    func run(on connection: isolated PostgresConnection) throws(LoadError) {
        guard let bounds = group.bounds else { return }
        let displaced = DisplacedRows(schema)
        try displaced.prepare(on: connection)
        let count = try copy(on: connection)
        let range = KeyStatements(schema).isKey(of: "stored", within: bounds, of: group.rows)
        try displaced.settle(where: range, on: connection)
        try StoredRowChange(count, "to replace").run(statements.replace(where: range), on: connection)
    }

    /// - Returns: the number of rows.
    private func copy(on connection: isolated PostgresConnection) throws(LoadError) -> Int {
        let columns = statements.columns
        var count = 0
        try connection.copy(into: statements.table, columns: columns) { writer throws(LoadError) in
            group.forEachDisplacement { row, displacement in
                count += 1
                writer.beginRow(fieldCount: Int16(columns.count))
                writer.append(encoded: row.extracting(droppingFirst: 2))
                writer.int64(Int64(displacement.origin.rawValue))
                writer.int32(displacement.agrees ? 1 : 0)
            }
        }
        return count
    }
}
