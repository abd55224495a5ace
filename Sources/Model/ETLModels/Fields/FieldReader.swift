/// Reads a record's fields: from a row of text, or from bytes on the wire.
///
/// A record always reads its fields in the order of its columns; a reader may rely on that order.
public protocol FieldReader: ~Copyable, ~Escapable {
    /// Why a field cannot be read.
    associatedtype Failure: Error

    /// The next field, which must have a value.
    mutating func required<Value: FieldValue>(_ field: Field) throws(Failure) -> Value
    /// The next field, which may be NULL.
    mutating func optional<Value: FieldValue>(_ field: Field) throws(Failure) -> Value?
}

/// Takes a record's fields: as bytes on the wire, a row for the database, a line of text.
public protocol FieldSink: ~Copyable {
    /// Takes the next field, which has a value.
    mutating func required<Value: FieldValue>(_ field: Field, _ value: Value)
    /// Takes the next field, which may be NULL.
    mutating func optional<Value: FieldValue>(_ field: Field, _ value: Value?)
}
