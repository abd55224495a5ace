package import ETLModels
package import Postgres

/// What is known of the place that a stored row came from.
package struct StoredRow: Sendable, Hashable {
    /// A record of a source.
    package struct Origin: Sendable, Hashable {
        package let source: SourceID
        package let uri: String
        /// The names of format and compression: `csv`, `csv, gzip`.
        package let format: String
        /// The number of the record in the source, from 1.
        package let record: Int64
        /// The place of its batch in the source, from 0; nil while the ledger does not have the batch.
        package let sequence: Int?
        /// When the batch was loaded, in Unix seconds.
        package let loadedAt: Int?

        package init(
            source: SourceID, uri: String, format: String, record: Int64, sequence: Int?, loadedAt: Int?
        ) {
            self.source = source
            self.uri = uri
            self.format = format
            self.record = record
            self.sequence = sequence
            self.loadedAt = loadedAt
        }
    }

    package let key: RowKey
    /// Nil if an earlier version loaded the row, which recorded no origins.
    package let origin: Origin?

    package init(key: RowKey, origin: Origin?) {
        self.key = key
        self.origin = origin
    }

    /// Finds a row; nil if none is stored under the key.
    package static func find(
        _ key: RowKey, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> StoredRow? {
        let (condition, parameters) = key.condition
        let rows = try connection.query(
            """
            SELECT source.source_id, uri, format, record_number, sequence, floor(extract(epoch FROM loaded_at))::bigint
            FROM (
                SELECT \(RecordOrigin.sourceExpression(of: "origin")) AS number,
                    \(RecordOrigin.recordExpression(of: "origin")) AS record_number
                FROM \(key.kind.schema.table) WHERE \(condition)
            ) AS stored
            LEFT JOIN etl.sources AS source ON source.number = stored.number
            LEFT JOIN LATERAL (
                SELECT * FROM etl.batches AS batch
                WHERE batch.source_id = source.source_id AND first_record <= record_number
                ORDER BY first_record DESC LIMIT 1
            ) AS batch ON record_number < first_record + records + skipped
            """, parameters)
        guard let row = rows.first else { return nil }
        guard let id = row.string(0).flatMap({ SourceID($0) }), let record = row.int64(3) else {
            return StoredRow(key: key, origin: nil)
        }
        return StoredRow(
            key: key,
            origin: Origin(
                source: id, uri: row.string(1) ?? "", format: row.string(2) ?? "", record: record,
                sequence: row.int(4), loadedAt: row.int(5)))
    }
}
