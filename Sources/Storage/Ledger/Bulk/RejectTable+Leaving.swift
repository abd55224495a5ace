import ETLModels
package import Postgres

extension RejectTable {
    /// Stores rows that leave their table as rejects of their own sources.
    ///
    /// - Parameters:
    ///   - source: the number of the source.
    ///   - rows: the relations `stored`, and `leaving` with the columns `source`, `sequence`, `record_number` and `reason`.
    ///   - raw: the text of a stored row.
    package static func storeLeaving(
        of source: UInt32, from rows: String, raw: String, on connection: isolated PostgresConnection
    ) throws(PostgresError) {
        _ = try connection.query(
            """
            INSERT INTO etl.rejects (source_id, sequence, record_number, reason, raw)
            SELECT source.source_id, leaving.sequence, leaving.record_number, leaving.reason, \(raw)
            FROM \(rows) JOIN etl.sources AS source ON source.number = leaving.source
            WHERE leaving.source = $1 ORDER BY leaving.record_number
            """, [.integer(Int64(source))])
    }
}
