/// The table, columns and rules that follow from a record's description.
public struct Schema: Sendable, Hashable {
    /// One field of a kind.
    public struct Column: Sendable, Hashable {
        /// The column's name in the table.
        public let name: String
        /// The names under which exports may have it, the table's first.
        public let headerNames: [String]
        /// Whether a record without it is a reject.
        public let isRequired: Bool
        /// The type of its values.
        public let type: FieldType
    }

    /// The name of the table.
    public let table: String
    /// The fields in the order of the table.
    public let columns: [Column]
    /// The names of the columns that identify a record.
    public let key: [String]
    /// The rule for records whose key is in the table already.
    public let sameKey: SameKeyRule
    /// The names of the columns of which a source must have at least one; empty when the required ones suffice.
    public let needsOneOf: [String]
    /// The place of the column with the block that a record is of; nil if there is none.
    public let blockColumn: Int?

    /// Reads a record type's own description by having it read its fields.
    public init(of type: any Record.Type) {
        self.init(describing: type)
    }

    private init<Kind: Record>(describing type: Kind.Type) {
        var collector = ColumnCollector()
        _ = Kind(from: &collector)
        table = Kind.table
        columns = collector.columns
        key = Kind.key
        sameKey = Kind.sameKey
        needsOneOf = Kind.needsOneOf
        blockColumn = columns.firstIndex { $0.name == Kind.blockColumn }
    }
}

extension RecordKind {
    /// The kind's columns and rules; computed once.
    public var schema: Schema { Self.schemas[self, default: Schema(of: recordType)] }

    private static let schemas = Dictionary(uniqueKeysWithValues: allCases.map { ($0, Schema(of: $0.recordType)) })
}

/// A reader without data that records the fields that a record reads.
private struct ColumnCollector: FieldReader {
    var columns: [Schema.Column] = []

    mutating func required<Value: FieldValue>(_ field: Field) -> Value {
        add(field, Value.self, isRequired: true)
        return Value.absent
    }

    mutating func optional<Value: FieldValue>(_ field: Field) -> Value? {
        add(field, Value.self, isRequired: false)
        return nil
    }

    private mutating func add<Value: FieldValue>(_ field: Field, _ type: Value.Type, isRequired: Bool) {
        let names = [field.name, field.aliases.0, field.aliases.1].compactMap { $0.map { String(describing: $0) } }
        columns.append(
            Schema.Column(
                name: names[0], headerNames: names, isRequired: isRequired, type: Value.type))
    }
}
