/// Where a record's fields come from: a row of text, or bytes on the wire.
///
/// A record asks for its fields in the order of its columns, always the same; a source may count on that order.
public protocol FieldSource: ~Copyable, ~Escapable {
    /// Why a field cannot be had.
    associatedtype Failure: Error

    /// The next field, which must have a value.
    mutating func required<Value: FieldValue>(_ field: Field) throws(Failure) -> Value
    /// The next field, which may be NULL.
    mutating func optional<Value: FieldValue>(_ field: Field) throws(Failure) -> Value?
}

/// Where a record's fields go: bytes on the wire, a row for the database, a line of text.
public protocol FieldSink: ~Copyable {
    /// Takes the next field, which has a value.
    mutating func required<Value: FieldValue>(_ field: Field, _ value: Value)
    /// Takes the next field, which may be NULL.
    mutating func optional<Value: FieldValue>(_ field: Field, _ value: Value?)
}
