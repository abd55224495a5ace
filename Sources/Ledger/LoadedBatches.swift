package import ETLModels
package import Postgres

extension PostgresConnection {
    /// Tells which of some batches of a source are in the database. Numbers that the ledger cannot hold are of none.
    package func loadedSequences(of source: SourceID, among sequences: [Int]) throws(PostgresError) -> Set<Int> {
        let rows = try query(
            "SELECT sequence FROM etl.batches WHERE source_id = $1 AND sequence = ANY ($2::text[]::integer[])",
            [.uuid(source.bytes), .textArray(sequences.compactMap { Int32(exactly: $0)?.description })])
        return Set(rows.compactMap { $0.int(0) })
    }
}
