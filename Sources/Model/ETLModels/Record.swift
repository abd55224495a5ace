/// One line of an export: a token, a token transfer.
///
/// A record names its fields in two places and nowhere else: where it is read, ``init(from:)``, and where it is
/// written, ``write(to:)``, both in the order of its table's columns. All else (the columns of the table, the header
/// names that are looked for, the form on the wire) follows from them; see ``Schema``.
public protocol Record: Hashable, Sendable {
    /// The table that holds the records, and the kind's name everywhere else.
    static var table: String { get }
    /// The columns that tell records apart: the table's primary key.
    static var key: [String] { get }
    /// What happens when a record's key is in the table already.
    static var sameKey: SameKeyRule { get }
    /// What ethereum-etl's streams call an item of the type.
    static var itemType: String { get }
    /// What the name of an empty file contains when the file is one of such records; empty for any name. The longest part
    /// that a name contains decides.
    static var fileNamePart: String { get }

    /// Reads the fields, in the order of the columns.
    init<Reader: FieldReader & ~Copyable & ~Escapable>(from reader: inout Reader) throws(Reader.Failure)
    /// Writes the fields, in the order of the columns.
    func write<Sink: FieldSink & ~Copyable>(to sink: inout Sink)
}

/// What happens when a record's key is in the table already.
public enum SameKeyRule: Sendable, Hashable {
    /// The stored row stays. The same content again is a duplicate, other content a reject (`conflict`).
    case keepStored
    /// The row with the highest value of this column stays, none counting lowest; ties are broken by the row's content,
    /// so that every order of arrival ends in the same row. Every further record of the key is a duplicate.
    case keepHighest(String)
}
