/// One line of an export: a token, a token transfer.
///
/// A record names its fields in two places only: where it is read, ``init(from:)``, and where it is written,
/// ``write(to:)``. Both use the order of its table's columns. The table's columns, the header names
/// and the form on the wire follow from them; see ``Schema``.
public protocol Record: Hashable, Sendable {
    /// The table that holds the records, and the kind's name everywhere else.
    static var table: String { get }
    /// The columns that identify a record: the table's primary key.
    static var key: [String] { get }
    /// The rule for a record whose key is already in the table.
    static var sameKey: SameKeyRule { get }
    /// Optional columns of which a source must have at least one, because records without all of them say nothing.
    static var needsOneOf: [String] { get }
    /// The name of the type's items in ethereum-etl's streams.
    static var itemType: String { get }
    /// The hash of the event whose logs the records are, as their first topic has it; nil if they are no logs.
    static var event: Hash32? { get }
    /// The column with the block that a record is of; of no effect if the table has no such column.
    static var blockColumn: String { get }
    /// The part of an empty file's name that identifies the kind; empty for any name. If several kinds match, the longest
    /// part wins.
    static var fileNamePart: String { get }

    /// Reads the fields, in the order of the columns.
    init<Reader: FieldReader & ~Copyable & ~Escapable>(from reader: inout Reader) throws(Reader.Failure)
    /// Writes the fields, in the order of the columns.
    func write<Sink: FieldSink & ~Copyable>(to sink: inout Sink)
}

extension Record {
    /// No event.
    public static var event: Hash32? { nil }
    /// The usual name.
    public static var blockColumn: String { "block_number" }
    /// None: the required columns suffice.
    public static var needsOneOf: [String] { [] }
}

/// The rule for a record whose key is already in the table.
public enum SameKeyRule: Sendable, Hashable {
    /// The stored row stays, and gets the values that it lacks from a record that is equal otherwise. The same content again, or less, is
    /// a duplicate; other content is a reject (`conflict`).
    case keepStored
    /// The row with the highest value of this column stays; NULL is lowest. The row's content breaks ties, so every order of
    /// arrival ends in the same row. Every further record of the key is a duplicate.
    case keepHighest(String)
}
