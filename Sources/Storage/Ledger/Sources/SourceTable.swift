package import ETLModels
package import Postgres

/// `etl.sources`: every source that was submitted.
package enum SourceTable {
    /// Returns the current sources of files with these names: the last one of each kind.
    package static func latestSources(
        of uris: [String], on connection: isolated PostgresConnection
    ) throws(PostgresError) -> [SourceID] {
        try connection.query(
            """
            SELECT DISTINCT ON (kind) source_id, kind FROM etl.sources WHERE uri = ANY ($1::text[])
            ORDER BY kind, registered_at DESC, source_id
            """, [.textArray(uris)]
        ).compactMap { $0.string(0).flatMap { SourceID($0) } }
    }

    /// Returns the layout of a source's records; nil if the source is unknown.
    package static func rejectSource(
        _ id: SourceID, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> RejectSource? {
        let known = try connection.query(
            "SELECT uri, kind, format, delimiter FROM etl.sources WHERE source_id = $1", [.uuid(id.bytes)])
        guard let row = known.first else { return nil }
        return RejectSource(
            id: id, uri: row.string(0) ?? "", kind: row.string(1) ?? "", format: row.string(2) ?? "",
            delimiter: row.string(3) ?? "", columns: try columns(of: id, on: connection),
            renames: try names("renames", where: isIt, .uuid(id.bytes), on: connection).compactMap { ColumnRename($0) })
    }

    /// Returns the names in a source's header, renamed, in their order; none if the source is unknown.
    package static func columns(
        of id: SourceID, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> [String] {
        try names("columns", where: isIt, .uuid(id.bytes), on: connection)
    }

    private static let isIt: StaticString = "source_id = $1"

    /// Returns the texts of an array in a source's row.
    ///
    /// - Parameter condition: selects the source by a parameter.
    static func names(
        _ array: StaticString, where condition: StaticString, _ parameter: PostgresValue,
        on connection: isolated PostgresConnection
    ) throws(PostgresError) -> [String] {
        try connection.query(
            """
            SELECT name FROM etl.sources, unnest(\(array)) WITH ORDINALITY AS listed (name, place)
            WHERE \(condition) ORDER BY place
            """, [parameter]
        ).compactMap { $0.string(0) }
    }

    /// Stores the number of batches of sources whose last batches are known. A source is complete only once all are
    /// loaded.
    ///
    /// - Parameter lastBatches: the last batch of each source.
    package static func recordEnds(
        _ lastBatches: [BatchID], on connection: isolated PostgresConnection
    ) throws(PostgresError) {
        guard !lastBatches.isEmpty else { return }
        _ = try connection.query(
            """
            UPDATE etl.sources AS source SET batches = ended.batches
            FROM unnest($1::text[]::uuid[], $2::text[]::integer[]) AS ended (source_id, batches)
            WHERE source.source_id = ended.source_id
            """,
            [
                .textArray(lastBatches.map { "\($0.source)" }),
                .textArray(lastBatches.map { "\(Int64($0.sequence) + 1)" }),
            ])
    }
}

/// The layout of a source's records, which readers of its rejects' texts need.
package struct RejectSource: Sendable, Hashable {
    package let id: SourceID
    package let uri: String
    /// The name of the kind.
    package let kind: String
    /// The names of format and compression: `csv`, `csv, gzip`.
    package let format: String
    /// The character between fields; empty if the format has none.
    package let delimiter: String
    /// The names of the fields, renamed, in their order.
    package let columns: [String]
    /// The fields that the file calls by other names.
    package let renames: [ColumnRename]

    package init(
        id: SourceID, uri: String, kind: String, format: String, delimiter: String, columns: [String],
        renames: [ColumnRename] = []
    ) {
        self.id = id
        self.uri = uri
        self.kind = kind
        self.format = format
        self.delimiter = delimiter
        self.columns = columns
        self.renames = renames
    }

    /// The names of the fields, as the file has them.
    package var fieldNames: [String] {
        columns.map { column in renames.first { $0.column == column }?.name ?? column }
    }
}
