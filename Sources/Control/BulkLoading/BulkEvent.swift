package import ETLModels
package import Indexing
package import TableIndexes

/// An event of a bulk phase.
package enum BulkEvent: Sendable, Hashable {
    /// The table has no key from now on.
    case started(RecordKind)
    /// The end of the phase waits for loads under way; new ones wait for it.
    case holdingLoads
    /// The key is about to be built.
    case buildingKey(RecordKind, needs: BulkNeeds)
    case progress(IndexProgress)
    /// The key is built, and waits for transactions that read the table.
    case waitingForReaders(RecordKind)
    /// A key has several rows. All of these are looked for.
    case lookingForRepeatedKeys
    /// So many of the rows with keys of others are settled.
    case settled(rows: Int, of: Int)
    /// The phase is over.
    case finished(RecordKind, removed: Int)
    /// An event of an index that is built again.
    case index(IndexEvent)
}

/// What the end of a phase needs beside the rows, in bytes: estimates.
package struct BulkNeeds: Sendable, Hashable, Encodable {
    /// Of the key.
    package let key: Int64
    /// Of the server's log for it, until the next checkpoint.
    package let log: Int64
    /// Of temporary files: to sort the keys, or to find repeated ones. Rows of repeated keys need up to two times more.
    package let temporary: Int64

    /// The bytes of a row of eight and four bytes in a B-tree that was built at once: 20 of the tuple, 4 of its pointer, a tenth of the page free.
    private static let keyBytes: Int64 = 27
    /// The bytes of a sorted row: its key, its place and its origin, with a header.
    private static let sortBytes: Int64 = 56

    package init(rows: Int) {
        key = Int64(rows) * Self.keyBytes
        log = key
        temporary = Int64(rows) * Self.sortBytes
    }
}
