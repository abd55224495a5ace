import ETLModels

/// Parses a field's bytes as the requested type.
func parse<Value: FieldValue>(_ bytes: [UInt8], as type: Value.Type = Value.self) throws(RejectReason) -> Value {
    var repaired = false
    return try Value.parse(bytes.span.bytes, repaired: &repaired)
}

/// Parses a field's text as the requested type.
func parse<Value: FieldValue>(_ text: String, as type: Value.Type = Value.self) throws(RejectReason) -> Value {
    try parse(Array(text.utf8))
}

/// The reason for which a field's bytes are rejected; nil if they are valid.
func refusal<Value: FieldValue>(of bytes: [UInt8], as type: Value.Type) -> RejectReason? {
    do throws(RejectReason) {
        _ = try parse(bytes, as: type)
        return nil
    } catch {
        return error
    }
}

/// The reason for which a field's text is rejected; nil if it is valid.
func refusal<Value: FieldValue>(of text: String, as type: Value.Type) -> RejectReason? {
    refusal(of: Array(text.utf8), as: type)
}

/// The value after writing it to the wire format and reading it back.
func overTheWire<Value: FieldValue>(_ value: Value) throws(WireError) -> Value {
    var writer = WireWriter(capacity: 0)
    value.write(to: &writer)
    let bytes = writer.finish()
    var reader = WireReader(bytes.span.bytes)
    return try Value(from: &reader)
}
