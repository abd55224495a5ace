import ETLModels
import Ledger
import Postgres

/// Puts rows of a group in the places of stored ones.
struct Replacement {
    private let group: GroupRows
    private let schema: Schema
    private let statements: ReplacementStatements

    init(_ group: GroupRows, _ schema: Schema) {
        self.group = group
        self.schema = schema
        statements = ReplacementStatements(schema)
    }

    /// Locks the stored rows, which are scattered, and puts others in their places.
    ///
    /// - Throws: ``LoadError``; with ``SQLState/serializationFailure`` if another loader has replaced one meanwhile.
    func runByKey(on connection: isolated PostgresConnection) throws(LoadError) {
        let displaced = DisplacedRows(schema)
        try displaced.prepare(on: connection)
        let change = StoredRowChange(try copy(on: connection), "to replace")
        try change.check(LoadError.converting(connection.query(statements.lock)).first?.int(0) ?? 0, on: connection)
        try displaced.settle(on: connection)
        try change.run(statements.put, on: connection)
    }

    /// Replaces the rows in one range of keys. The transaction has the table for itself.
    ///
    /// - Throws: ``LoadError``; with ``SQLState/serializationFailure`` if another loader has replaced one meanwhile.
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
