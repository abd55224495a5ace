package import ETLModels
package import Postgres

extension SourceTable {
    /// Returns those of some identities under which an earlier version entered the same files, at most ``mostAtOnce``.
    ///
    /// An earlier version recorded no fingerprints: the first submission since then records that of its file. So a file whose
    /// size and time are as they were then counts as the same, and from then on its content counts, too.
    package static func formerSources(
        of entries: [SourceEntry], on connection: isolated PostgresConnection
    ) throws(PostgresError) -> Set<SourceID> {
        var known: [(id: SourceID, fingerprint: String)] = []
        for entry in entries {
            if let id = entry.formerID, let fingerprint = entry.fingerprint { known.append((id, fingerprint)) }
        }
        guard !known.isEmpty else { return [] }
        // What the statement selects is as it was before its update.
        let rows = try connection.query(
            """
            WITH given AS (
                SELECT DISTINCT ON (source_id) source_id, fingerprint
                FROM unnest($1::text[]::uuid[], $2::text[]) AS listed (source_id, fingerprint)
            ), recorded AS (
                UPDATE etl.sources AS source SET fingerprint = given.fingerprint FROM given
                WHERE source.source_id = given.source_id AND source.fingerprint IS NULL
            )
            SELECT source_id FROM etl.sources AS source JOIN given USING (source_id)
            WHERE source.fingerprint IS NULL OR source.fingerprint = given.fingerprint
            """, [.textArray(known.map { "\($0.id)" }), .textArray(known.map(\.fingerprint))])
        return Set(rows.compactMap { $0.string(0).flatMap { SourceID($0) } })
    }
}
