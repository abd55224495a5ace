package import ETLModels
package import Postgres

/// How a source was submitted.
package struct SourceRecord: Sendable, Hashable {
    /// The names of format and compression: `csv`, `csv, gzip`.
    package let format: String
    /// The file's modification time, in Unix seconds.
    package let modifiedAt: Int?
    /// The number of records in a batch.
    package let batchRecords: Int
    /// When the source was first submitted, in Unix seconds.
    package let registeredAt: Int?
    /// When the broker confirmed its last job, in Unix seconds; nil if it has none.
    package let submittedAt: Int?
    /// What identifies the file's content; nil if an earlier version submitted it.
    package let fingerprint: String?
    /// Whether its rows replace stored ones that contradict them.
    package let replaces: Bool
}

extension SourceTable {
    /// Returns how a source was submitted; nil if it is unknown.
    package static func record(
        of id: SourceID, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> SourceRecord? {
        let rows = try connection.query(
            """
            SELECT format, floor(extract(epoch FROM modified_at))::bigint, batch_records,
                extract(epoch FROM registered_at)::bigint, extract(epoch FROM submitted_at)::bigint,
                fingerprint, on_conflict = 'replace'
            FROM etl.sources WHERE source_id = $1
            """, [.uuid(id.bytes)])
        guard let row = rows.first else { return nil }
        return SourceRecord(
            format: row.string(0) ?? "", modifiedAt: row.int(1), batchRecords: row.int(2) ?? 0,
            registeredAt: row.int(3), submittedAt: row.int(4), fingerprint: row.string(5),
            replaces: row.bool(6) == true)
    }
}
