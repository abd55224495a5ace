import DecodedValues
import ETLModels

/// Reads all records of any kind, and keeps the first ones as named values.
struct RecordReading: KindVisitor, ~Escapable {
    private var source: NamedFields
    private let count: UInt32
    /// The maximum number of records shown.
    private let most: Int
    private(set) var shown: [NamedValues] = []
    private(set) var stop: Stop?

    /// The place where reading stopped.
    struct Stop: Sendable {
        let offset: Int
        let place: String
        let error: WireError
    }

    @_lifetime(copy records)
    init(_ records: RecordReader, count: UInt32, offset: Int, most: Int) {
        source = NamedFields(records, offset: offset)
        self.count = count
        self.most = most
    }

    @_lifetime(self: copy self)
    mutating func visit<Kind: Record>(_ type: Kind.Type) {
        for index in 0..<count {
            do throws(WireError) {
                try source.begin(keepsValues: index < most)
                _ = try Kind(from: &source)
                try source.end()
            } catch {
                // The fields before the unreadable one, since they may show the cause.
                if !source.fields.entries.isEmpty { shown.append(source.fields) }
                let place = "in \(source.fieldName ?? "the codes") of record \(index + 1)"
                stop = Stop(offset: source.offset, place: place, error: error)
                return
            }
            if index < most { shown.append(source.fields) }
        }
        if source.remaining > 0 {
            let error = WireError.malformed("bytes follow the last record")
            stop = Stop(offset: source.offset, place: "after the records", error: error)
        }
    }
}

/// Reads record fields from the wire, and collects their names and values.
struct NamedFields: FieldReader, ~Escapable {
    private var reader: RecordReader
    private let bodyEnd: Int
    private var keepsValues = true
    private(set) var fields = NamedValues()
    private var field: Field?
    /// The offset of the value of that field; after it, once the value is read.
    private(set) var offset: Int

    @_lifetime(copy reader)
    init(_ reader: RecordReader, offset: Int) {
        self.reader = reader
        self.offset = offset
        bodyEnd = offset + reader.remaining
    }

    /// The name of the field read last; nil before and after the fields of a record.
    var fieldName: String? { field.map { "\($0.name)" } }

    var remaining: Int { bodyEnd - offset }

    @_lifetime(self: copy self)
    mutating func begin(keepsValues: Bool) throws(WireError) {
        self.keepsValues = keepsValues
        fields = NamedValues()
        field = nil
        try reader.beginRecord()
        offset = bodyEnd - reader.remaining
    }

    @_lifetime(self: copy self)
    mutating func end() throws(WireError) {
        field = nil
        try reader.endRecord()
    }

    @_lifetime(self: copy self)
    mutating func required<Value: FieldValue>(_ field: Field) throws(WireError) -> Value {
        self.field = field
        let value: Value = try reader.required(field)
        note(value)
        return value
    }

    @_lifetime(self: copy self)
    mutating func optional<Value: FieldValue>(_ field: Field) throws(WireError) -> Value? {
        self.field = field
        let value: Value? = try reader.optional(field)
        note(value)
        return value
    }

    @_lifetime(self: copy self)
    private mutating func note<Value: FieldValue>(_ value: Value?) {
        offset = bodyEnd - reader.remaining
        guard keepsValues, let fieldName else { return }
        fields.add(fieldName, ShownValue.of(value))
    }
}
