import ETLModels

extension LetterBody {
    /// Reads records of any kind to their end, and keeps the first as named values.
    struct RecordReading: KindVisitor, ~Escapable {
        private var source: NamedFields
        private let count: UInt32
        private(set) var shown: [Fields] = []
        private(set) var stop: Stop?

        /// Where reading had to stop.
        struct Stop: Sendable {
            let offset: Int
            let place: String
            let error: WireError
        }

        @_lifetime(copy records)
        init(_ records: RecordReader, count: UInt32, offset: Int) {
            source = NamedFields(records, offset: offset)
            self.count = count
        }

        @_lifetime(self: copy self)
        mutating func visit<Kind: Record>(_ type: Kind.Type) {
            for index in 0..<count {
                do throws(WireError) {
                    try source.begin(keepsValues: index < recordLimit)
                    _ = try Kind(from: &source)
                    try source.end()
                } catch {
                    // The fields before the one that cannot be read, since they may tell what went wrong.
                    if !source.fields.entries.isEmpty { shown.append(source.fields) }
                    let place = "in \(source.fieldName ?? "the codes") of record \(index + 1)"
                    stop = Stop(offset: source.offset, place: place, error: error)
                    return
                }
                if index < recordLimit { shown.append(source.fields) }
            }
            if source.remaining > 0 {
                let error = WireError.malformed("bytes follow the last record")
                stop = Stop(offset: source.offset, place: "behind the records", error: error)
            }
        }
    }

    /// The wire as a record's source, which notes the names and the values of the fields.
    struct NamedFields: FieldReader, ~Escapable {
        private var reader: RecordReader
        private let bodyEnd: Int
        private var keepsValues = true
        private(set) var fields = Fields()
        private var field: Field?
        /// Where that field's value starts in the body; behind it, once it was read.
        private(set) var offset: Int

        @_lifetime(copy reader)
        init(_ reader: RecordReader, offset: Int) {
            self.reader = reader
            self.offset = offset
            bodyEnd = offset + reader.remaining
        }

        /// The name of the field that was asked for last; nil in front of a record's fields and behind them.
        var fieldName: String? { field.map { "\($0.name)" } }

        var remaining: Int { bodyEnd - offset }

        @_lifetime(self: copy self)
        mutating func begin(keepsValues: Bool) throws(WireError) {
            self.keepsValues = keepsValues
            fields = Fields()
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
            var sink = ShownValue()
            value?.put(into: &sink)
            fields.add(fieldName, sink.value)
        }
    }
}

/// A field's value as it is shown: digits in hex with `0x`, numbers in decimal, times as RFC 3339 has them.
struct ShownValue: ValueSink {
    var value = LetterBody.Value.null

    mutating func put(_ address: Address) { value = .text("\(address)") }
    mutating func put(_ hash: Hash32) { value = .text("\(hash)") }
    mutating func put(_ amount: UInt256) { value = .text("\(amount)") }
    mutating func put(_ number: Int32) { value = .number(UInt64(clamping: number)) }
    mutating func put(_ number: Int64) { value = .number(UInt64(clamping: number)) }
    mutating func put(_ timestamp: Timestamp) {
        let words = "\(timestamp)".split(separator: " ")
        value = .text(words.prefix(2).joined(separator: "T") + "Z")
    }
    mutating func put(_ text: Text) {
        value = .text(LetterBody.beginning(of: text.string, bytes: text.string.utf8.count))
    }
}
