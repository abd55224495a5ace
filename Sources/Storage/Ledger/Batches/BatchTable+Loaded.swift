package import ETLModels
package import Postgres

extension BatchTable {
    /// Tells which of some batches are in the database, by their sources. Numbers that the ledger cannot hold are of none.
    package static func loadedSequences(
        among sequences: [SourceID: [Int]], on connection: isolated PostgresConnection
    ) throws(PostgresError) -> [SourceID: Set<Int>] {
        var ids: [String] = []
        var numbers: [String] = []
        for (source, asked) in sequences {
            for number in asked.compactMap({ Int32(exactly: $0) }) {
                ids.append("\(source)")
                numbers.append("\(number)")
            }
        }
        guard !ids.isEmpty else { return [:] }
        let rows = try connection.query(
            """
            SELECT source_id, sequence FROM etl.batches
            JOIN unnest($1::text[]::uuid[], $2::text[]::integer[]) AS asked (source_id, sequence)
                USING (source_id, sequence)
            """, [.textArray(ids), .textArray(numbers)])
        var loaded: [SourceID: Set<Int>] = [:]
        for row in rows {
            guard let id = row.string(0).flatMap({ SourceID($0) }), let sequence = row.int(1) else { continue }
            loaded[id, default: []].insert(sequence)
        }
        return loaded
    }
}
