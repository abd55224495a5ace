/// The fields of a kind's key, by which a line of text is known as a record of the kind.
public struct KeyFields: Sendable {
    private let kind: RecordKind
    private let isKey: [Bool]

    /// Finds the fields of a kind's key.
    public init(of kind: RecordKind) {
        self.kind = kind
        isKey = kind.schema.columns.map { kind.schema.key.contains($0.name) }
    }

    /// Whether a row of text has a value in each field of the key. The other fields are not read.
    public func areValid(in row: TextRow) -> Bool {
        var visitor = KeyVisitor(row: row, isKey: isKey)
        return kind.dispatch(to: &visitor)
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
