import ETLModels
package import Postgres

extension RejectTable {
    /// The sources of rows that others contradict whose places they take, by their numbers; 0 for rows of which none is known.
    ///
    /// - Parameter table: has a row for each of them, with the columns `displaced`, its origin, and `agrees`, 1 or 0.
    package static func replacedSources(
        in table: String, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> [Int] {
        try connection.query(
            """
            SELECT DISTINCT \(RecordOrigin.sourceExpression(of: "displaced")) AS number FROM \(table)
            WHERE agrees = 0 ORDER BY number
            """
        ).compactMap { $0.int(0) }
    }

    /// Stores what rows were before others take their places, as rejects of the sources that brought them.
    ///
    /// - Parameters:
    ///   - source: the number of the source; 0 for rows of which it is not known, which become rejects of what takes their places.
    ///   - rows: the relations `stored`, and `taken` with the columns `origin`, `displaced` (the origin of the stored row) and `agrees`.
    ///   - raw: the text of the stored row.
    package static func storeReplaced(
        of source: Int, from rows: String, raw: String, on connection: isolated PostgresConnection
    ) throws(PostgresError) {
        let origin = source == 0 ? "taken.origin" : "taken.displaced"
        let record = RecordOrigin.recordExpression(of: origin)
        _ = try connection.query(
            """
            INSERT INTO etl.rejects (source_id, sequence, record_number, reason, raw)
            SELECT source.source_id, batch.sequence, \(record), $2, \(raw)
            FROM \(rows) JOIN etl.sources AS source ON source.number = \(RecordOrigin.sourceExpression(of: origin))
            CROSS JOIN LATERAL (\(BatchTable.batch(of: record))) AS batch
            WHERE agrees = 0 AND \(RecordOrigin.sourceExpression(of: "taken.displaced")) = $1
            """, [.integer(Int64(source)), .text(RejectReason.replaced.name)])
    }
}
