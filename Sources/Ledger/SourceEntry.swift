package import ETLModels
package import Postgres

/// A source as `etl.sources` knows it.
package struct SourceEntry: Sendable, Hashable {
    package let id: SourceID
    /// The path of the file.
    package let uri: String
    package let kind: RecordKind
    /// The format in words: `csv`, `csv, gzip`.
    package let format: String
    /// The header's names.
    package let columns: [String]
    /// The character between fields, where the format has one; else empty.
    package let delimiter: String
    /// The file's size.
    package let bytes: Int64
    /// When the file was last written, in nanoseconds since the Unix epoch.
    package let modified: Int64
    /// The number of records in a batch.
    package let batchRecords: Int

    package init(
        id: SourceID, uri: String, kind: RecordKind, format: String, columns: [String], delimiter: String = ",",
        bytes: Int64,
        modified: Int64, batchRecords: Int
    ) {
        self.id = id
        self.uri = uri
        self.kind = kind
        self.format = format
        self.columns = columns
        self.delimiter = delimiter
        self.bytes = bytes
        self.modified = modified
        self.batchRecords = batchRecords
    }
}

/// What the database knew of a source when it was submitted.
package enum Registration: Sendable, Hashable {
    /// Nothing, or no more than that: its extract job has to be published. The batch size is the one to use, which is
    /// an earlier submission's if there was one.
    case needsJob(batchRecords: Int)
    /// Its extract job has been published, and not everything is loaded.
    case inProgress(batchRecords: Int)
    /// All of it is loaded.
    case complete
}

extension PostgresConnection {
    /// Enters a source unless it is known.
    package func register(_ source: SourceEntry) throws(PostgresError) -> Registration {
        _ = try query(
            """
            INSERT INTO etl.sources (source_id, uri, kind, format, columns, bytes, modified_at, batch_records, delimiter)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING
            """,
            [
                .uuid(source.id.bytes), .text(source.uri), .text(source.kind.name), .text(source.format),
                .textArray(source.columns), .integer(source.bytes),
                .timestamp(microsecondsSince2000: source.modified / 1000 - 946_684_800_000_000),
                .integer(Int64(source.batchRecords)), .text(source.delimiter),
            ])
        let row = try query(
            """
            SELECT batch_records, submitted_at IS NOT NULL, batches IS NOT NULL
                AND batches = (SELECT count(*) FROM etl.batches AS batch WHERE batch.source_id = source.source_id)
            FROM etl.sources AS source WHERE source_id = $1
            """, [.uuid(source.id.bytes)]
        ).first
        if row?.bool(2) == true { return .complete }
        let batchRecords = row?.int(0) ?? source.batchRecords
        return row?.bool(1) == true ? .inProgress(batchRecords: batchRecords) : .needsJob(batchRecords: batchRecords)
    }

    /// Notes that the broker has confirmed a source's extract job.
    package func markSubmitted(_ id: SourceID) throws(PostgresError) {
        _ = try query("UPDATE etl.sources SET submitted_at = now() WHERE source_id = $1", [.uuid(id.bytes)])
    }
}
