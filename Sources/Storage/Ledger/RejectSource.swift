package import ETLModels
package import Postgres

/// What has to be known of a source to read the texts of its rejects.
package struct RejectSource: Sendable, Hashable {
    package let id: SourceID
    package let uri: String
    /// The name of the kind.
    package let kind: String
    /// The format in words: `csv`, `csv, gzip`.
    package let format: String
    /// The character between fields, where the format has one; else empty.
    package let delimiter: String
    /// The names of the fields, in their order.
    package let columns: [String]

    package init(id: SourceID, uri: String, kind: String, format: String, delimiter: String, columns: [String]) {
        self.id = id
        self.uri = uri
        self.kind = kind
        self.format = format
        self.delimiter = delimiter
        self.columns = columns
    }
}

extension PostgresConnection {
    /// The sources that have rejects, with the names of their kinds, in the order in which they were first submitted.
    package func sourcesWithRejects(
        _ filter: RejectFilter = RejectFilter()
    ) throws(PostgresError) -> [(id: SourceID, kind: String)] {
        try identities(
            """
            SELECT source_id, kind FROM etl.sources AS source
            WHERE ($1::text[] IS NULL OR source_id = ANY ($1::text[]::uuid[])) AND ($2::text IS NULL OR kind = $2)
                AND EXISTS (
                    SELECT FROM etl.rejects AS reject
                    WHERE reject.source_id = source.source_id AND ($3::text IS NULL OR reason = $3))
            ORDER BY registered_at, source_id
            """, filter.parameters)
    }

    /// The sources that a file is by now: the last one of each kind that has one of the names.
    package func latestSources(of uris: [String]) throws(PostgresError) -> [SourceID] {
        try identities(
            """
            SELECT DISTINCT ON (kind) source_id, kind FROM etl.sources WHERE uri = ANY ($1::text[])
            ORDER BY kind, registered_at DESC, source_id
            """, [.textArray(uris)]
        ).map(\.id)
    }

    /// How the records of a source are written; nil when it is not known.
    package func rejectSource(_ id: SourceID) throws(PostgresError) -> RejectSource? {
        let known = try query(
            "SELECT uri, kind, format, delimiter FROM etl.sources WHERE source_id = $1", [.uuid(id.bytes)])
        guard let row = known.first else { return nil }
        let columns = try query(
            """
            SELECT name FROM etl.sources, unnest(columns) WITH ORDINALITY AS header (name, place)
            WHERE source_id = $1 ORDER BY place
            """, [.uuid(id.bytes)])
        return RejectSource(
            id: id, uri: row.string(0) ?? "", kind: row.string(1) ?? "", format: row.string(2) ?? "",
            delimiter: row.string(3) ?? "", columns: columns.compactMap { $0.string(0) })
    }

    private func identities(
        _ statement: String, _ parameters: [PostgresValue]
    ) throws(PostgresError) -> [(id: SourceID, kind: String)] {
        try query(statement, parameters).compactMap { row in
            row.string(0).flatMap { SourceID($0) }.map { ($0, row.string(1) ?? "") }
        }
    }
}
