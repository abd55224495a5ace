import ETLModels
import Postgres

/// Gives stored rows the values of a group that they lack.
struct Completion {
    private let group: GroupRows
    private let schema: Schema
    private let statements: CompletionStatements

    init(_ group: GroupRows, _ schema: Schema) {
        self.group = group
        self.schema = schema
        statements = CompletionStatements(schema)
    }

    /// - Throws: ``LoadError``; with ``SQLState/serializationFailure`` if a stored row has meanwhile got another value.
    func run(on connection: isolated PostgresConnection) throws(LoadError) {
        try LoadError.converting(connection.query(statements.create))
        try LoadError.converting(connection.query(statements.clear))
        let count = try copy(on: connection)
        guard let bounds = group.bounds else { return }
        let range = KeyStatements(schema).isKey(of: "stored", within: bounds, of: group.rows)
        try StoredRowChange(count, "to complete").run(statements.fill(where: range), on: connection)
    }

    /// - Returns: the number of rows.
    private func copy(on connection: isolated PostgresConnection) throws(LoadError) -> Int {
        let (fields, columns) = (statements.fields, statements.columns)
        var count = 0
        try connection.copy(into: statements.table, columns: columns) { writer throws(LoadError) in
            group.forEachCompletion { row in
                count += 1
                writer.beginRow(fieldCount: Int16(fields.count))
                var (place, number) = (2, 0)
                for field in fields {
                    while number < field {
                        place += RowFields.field(at: place, in: row).byteCount
                        number += 1
                    }
                    let value = RowFields.field(at: place, in: row)
                    writer.append(encoded: value)
                    place += value.byteCount
                    number += 1
                }
            }
        }
        return count
    }
}
