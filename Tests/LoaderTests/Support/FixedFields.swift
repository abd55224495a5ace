import ETLModels

/// A source of fields given as texts in the order of the columns; nil is NULL.
struct FixedFields: FieldReader {
    private var texts: ArraySlice<String?>

    init(_ texts: [String?]) {
        self.texts = texts[...]
    }

    mutating func required<Value: FieldValue>(_ field: Field) throws(RejectReason) -> Value {
        guard let value: Value = try optional(field) else { throw .missing }
        return value
    }

    mutating func optional<Value: FieldValue>(_ field: Field) throws(RejectReason) -> Value? {
        guard let text = texts.popFirst() ?? nil else { return nil }
        var repaired = false
        let bytes = Array(text.utf8)
        return try Value.parse(bytes.span.bytes, repaired: &repaired)
    }
}
