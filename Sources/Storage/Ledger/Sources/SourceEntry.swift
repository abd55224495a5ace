package import ETLModels

/// A source's row in `etl.sources`.
package struct SourceEntry: Sendable, Hashable {
    package private(set) var id: SourceID
    /// The identity that an earlier version gives the file, without regard to its content; nil if none.
    package private(set) var formerID: SourceID?
    /// The path of the file.
    package let uri: String
    package let kind: RecordKind
    /// The names of format and compression: `csv`, `csv, gzip`.
    package let format: String
    /// The header's names, renamed.
    package let columns: [String]
    /// The columns that the file calls by other names.
    package let renames: [ColumnRename]
    /// The character between fields; empty if the format has none.
    package let delimiter: String
    /// The file's size.
    package let bytes: Int64
    /// The file's modification time, in nanoseconds since the Unix epoch.
    package let modified: Int64
    /// What identifies the file's content; nil if nothing does.
    package let fingerprint: String?
    /// The number of records in a batch.
    package let batchRecords: Int
    /// Whether its rows replace stored ones that contradict them.
    package let replaces: Bool

    package init(
        id: SourceID, formerID: SourceID? = nil, uri: String, kind: RecordKind, format: String, columns: [String],
        renames: [ColumnRename] = [], delimiter: String = ",", bytes: Int64, modified: Int64,
        fingerprint: String? = nil, batchRecords: Int, replaces: Bool = false
    ) {
        self.id = id
        self.formerID = formerID
        self.uri = uri
        self.kind = kind
        self.format = format
        self.columns = columns
        self.renames = renames
        self.delimiter = delimiter
        self.bytes = bytes
        self.modified = modified
        self.fingerprint = fingerprint
        self.batchRecords = batchRecords
        self.replaces = replaces
    }

    /// The same source under the identity that an earlier version gave it, if that is among those known to the ledger.
    package func under(_ formerIDs: Set<SourceID>) -> SourceEntry {
        guard let formerID, formerIDs.contains(formerID) else { return self }
        var entry = self
        (entry.id, entry.formerID) = (formerID, nil)
        return entry
    }
}

/// A file's modification time, as the ledger stores it.
enum FileTime {
    /// From nanoseconds since the Unix epoch to PostgreSQL's microseconds since 2000-01-01 00:00:00 UTC.
    static func microsecondsSince2000(_ modified: Int64) -> Int64 { modified / 1000 - 946_684_800_000_000 }
}
