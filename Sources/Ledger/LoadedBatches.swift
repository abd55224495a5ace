package import ETLModels
package import Postgres

extension PostgresConnection {
    /// Tells which of some batches of a source are in the database.
    package func loadedSequences(of source: SourceID, among sequences: [Int]) throws(PostgresError) -> Set<Int> {
        let rows = try query(
            "SELECT sequence FROM etl.batches WHERE source_id = $1 AND sequence = ANY ($2::text[]::integer[])",
            [.uuid(source.bytes), .textArray(sequences.map { "\($0)" })])
        return Set(rows.compactMap { $0.int(0) })
    }
}
