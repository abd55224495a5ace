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

    /// Replaces rows of one range of keys if the kind keeps stored rows: the transaction then has the table for itself. Otherwise the rows
    /// are scattered and locked first.
    ///
    /// - Throws: ``LoadError``; with ``SQLState/serializationFailure`` if another loader has replaced one meanwhile.
    func run(on connection: isolated PostgresConnection) throws(LoadError) {
        let displaced = DisplacedRows(schema)
        try displaced.prepare(on: connection)
        let change = StoredRowChange(try copy(on: connection), "to replace")
        if schema.sameKey == .keepStored, let bounds = group.bounds {
            let range = KeyStatements(schema).isKey(of: "stored", within: bounds, of: group.rows)
            try displaced.settle(where: range, on: connection)
            try change.run(statements.replace(where: range), on: connection)
        } else {
            // Among the rows may be those of another group, beyond the bounds of this one.
            let locked = try LoadError.converting(connection.query(statements.lock)).first?.int(0) ?? 0
            try change.check(locked, on: connection)
            try displaced.settle(on: connection)
            try change.run(statements.put, on: connection)
        }
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
