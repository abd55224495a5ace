/// A type that a field can have: how it is read from text or from a value of a source, and its bytes on the wire.
public protocol FieldValue: Hashable, Sendable {
    /// Reads the whole of a field's text. `repaired` is set, and never cleared, when the value differs from the text.
    static func parse(_ text: RawSpan, repaired: inout Bool) throws(RejectReason) -> Self

    /// Reads a value of a row. `repaired` is as for ``parse(_:repaired:)``.
    static func read(_ value: borrowing SourceValue, repaired: inout Bool) throws(RejectReason) -> Self

    /// Reads what ``write(to:)`` wrote.
    init(from reader: inout WireReader) throws(WireError)

    /// Appends the value's bytes, which never are the beginning of another value's.
    func write(to writer: inout WireWriter)

    /// The bytes that every value of the type takes on the wire; nil when that depends on the value.
    static var wireWidth: Int? { get }

    /// What the type is.
    static var type: FieldType { get }

    /// A placeholder, for a record that is created only to find the fields it reads.
    static var absent: Self { get }

    /// Hands the value to the sink's method for the type.
    func put<Sink: ValueSink & ~Copyable>(into sink: inout Sink)
}

/// Takes one value of each type that a field can have.
public protocol ValueSink: ~Copyable {
    /// Takes an address.
    mutating func put(_ address: Address)
    /// Takes a hash.
    mutating func put(_ hash: Hash32)
    /// Takes an amount.
    mutating func put(_ amount: UInt256)
    /// Takes a 32-bit number.
    mutating func put(_ number: Int32)
    /// Takes a 64-bit number.
    mutating func put(_ number: Int64)
    /// Takes a time.
    mutating func put(_ timestamp: Timestamp)
    /// Takes a text.
    mutating func put(_ text: Text)
}
