extension RecordKind {
    /// Whether a row of text has a value in each field of the kind's key. The other fields are not read.
    public func hasKey(in row: TextRow) -> Bool {
        var visitor = KeyVisitor(row: row, isKey: schema.columns.map { schema.key.contains($0.name) })
        return dispatch(to: &visitor)
    }
}

private struct KeyVisitor: KindVisitor, ~Escapable {
    let row: TextRow
    let isKey: [Bool]

    @_lifetime(copy row)
    init(row: TextRow, isKey: [Bool]) {
        self.row = row
        self.isKey = isKey
    }

    @_lifetime(self: copy self)
    mutating func visit<Kind: Record>(_ type: Kind.Type) -> Bool {
        var reader = KeyReader(row: row, isKey: isKey)
        return (try? Kind(from: &reader)) != nil
    }
}

/// Reads the fields of the key, and gives a placeholder for every other field.
private struct KeyReader: FieldReader, ~Escapable {
    private var row: TextRow
    private let isKey: [Bool]

    @_lifetime(copy row)
    init(row: TextRow, isKey: [Bool]) {
        self.row = row
        self.isKey = isKey
    }

    @_lifetime(self: copy self)
    mutating func required<Value: FieldValue>(_ field: Field) throws(RecordError) -> Value {
        if isKey[row.column] { return try row.required(field) }
        row.column += 1
        return Value.absent
    }

    @_lifetime(self: copy self)
    mutating func optional<Value: FieldValue>(_ field: Field) throws(RecordError) -> Value? {
        if isKey[row.column] { return try row.optional(field) }
        row.column += 1
        return nil
    }
}
