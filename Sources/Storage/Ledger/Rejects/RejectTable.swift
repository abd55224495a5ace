package import ETLModels
package import Postgres

/// `etl.rejects`: every rejected record.
package enum RejectTable {
    /// Stores rejects of a batch.
    package static func store(
        _ rejects: [Reject], of batch: BatchID, on connection: isolated PostgresConnection
    ) throws(PostgresError) {
        guard !rejects.isEmpty else { return }
        try store(of: batch, on: connection) { store throws(PostgresError) in
            for reject in rejects { store(reject) }
        }
    }

    /// Stores rejects of a batch, one after another: none is kept.
    ///
    /// - Parameter body: calls its argument with each.
    package static func store<Failure: PostgresFailure>(
        of batch: BatchID, on connection: isolated PostgresConnection,
        _ body: ((Reject) -> Void) throws(Failure) -> Void
    ) throws(Failure) {
        let columns = ["source_id", "sequence", "record_number", "reason", "field", "raw", "line", "lines"]
        let source = batch.source.bytes
        try connection.copy(into: "etl.rejects", columns: columns) { writer throws(Failure) in
            try body { reject in
                writer.beginRow(fieldCount: Int16(columns.count))
                writer.uuid(source.span.bytes)
                writer.int32(Int32(batch.sequence))
                write(reject, to: &writer)
            }
        }
    }

    private static func write(_ reject: Reject, to writer: inout CopyWriter) {
        writer.int64(Int64(reject.recordNumber))
        writer.text(reject.reason.name)
        if let field = reject.field { writer.text(field) } else { writer.null() }
        writer.text(reject.raw)
        if let lines = reject.lines, lines.first > 0 {
            writer.int64(Int64(clamping: lines.first))
            writer.int32(Int32(clamping: lines.count))
        } else {
            writer.null()
            writer.null()
        }
    }

    /// Returns the sources that have rejects, with the names of their kinds, in the order in which they were first submitted.
    package static func sourcesWithRejects(
        _ filter: RejectFilter = RejectFilter(), on connection: isolated PostgresConnection
    ) throws(PostgresError) -> [(id: SourceID, kind: String)] {
        try connection.query(
            """
            SELECT source_id, kind FROM etl.sources AS source
            WHERE ($1::text[] IS NULL OR source_id = ANY ($1::text[]::uuid[])) AND ($2::text IS NULL OR kind = $2)
                AND EXISTS (
                    SELECT FROM etl.rejects AS reject
                    WHERE reject.source_id = source.source_id AND ($3::text IS NULL OR reason = $3))
            ORDER BY registered_at, source_id
            """, filter.parameters
        ).compactMap { row in row.string(0).flatMap { SourceID($0) }.map { ($0, row.string(1) ?? "") } }
    }

    /// Rejects in the order of their sources and records.
    ///
    /// - Parameters:
    ///   - filter: selects the rejects.
    ///   - limit: the most rejects to return.
    package static func rejects(
        _ filter: RejectFilter = RejectFilter(), limit: Int, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> [StoredReject] {
        let rows = try connection.query(
            """
            SELECT \(StoredReject.columns)
            FROM etl.rejects AS reject LEFT JOIN etl.sources AS source ON source.source_id = reject.source_id
            WHERE \(RejectFilter.condition) ORDER BY registered_at, reject.source_id, record_number LIMIT $4
            """, filter.parameters + [.integer(Int64(limit))])
        return rows.map { StoredReject($0) }
    }

    /// The rejects of a source after a given one: at most a thousand, and about 4 MiB of text. A caller can page
    /// through any number.
    ///
    /// - Parameters:
    ///   - source: the source.
    ///   - number: the record number of the last known reject; 0 at first.
    ///   - reason: only rejects with this reason.
    package static func rejects(
        of source: SourceID, after number: Int64, reason: String? = nil, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> [StoredReject] {
        let rows = try connection.query(
            """
            SELECT page.source_id, uri, kind, sequence, record_number, reason, field, coalesce(raw, ''),
                line, lines
            FROM (
                SELECT *, sum(bytes) OVER (ORDER BY record_number ROWS UNBOUNDED PRECEDING) - bytes AS bytes_before
                FROM (
                    SELECT *, coalesce(octet_length(raw), 0) AS bytes FROM etl.rejects
                    WHERE source_id = $1 AND record_number > $2 AND ($3::text IS NULL OR reason = $3)
                    ORDER BY record_number LIMIT 1000
                ) AS reject
            ) AS page JOIN etl.sources AS source ON source.source_id = page.source_id
            WHERE bytes_before < 3 * 1024 * 1024
            ORDER BY record_number
            """, [.uuid(source.bytes), .integer(number), reason.map { .text($0) } ?? .null])
        return rows.map { StoredReject($0) }
    }
}

/// A row of `etl.rejects`.
package struct StoredReject: Sendable, Hashable, Encodable {
    package let source: String
    package let uri: String
    package let kind: String
    package let sequence: Int
    package let recordNumber: Int64
    package let reason: String
    package let field: String?
    package let raw: String
    /// The first line of a record that is too long or holds other records.
    package let line: Int64?
    /// The number of its lines.
    package let lines: Int?

    package init(
        source: String, uri: String, kind: String, sequence: Int, recordNumber: Int64, reason: String, field: String?,
        raw: String, line: Int64? = nil, lines: Int? = nil
    ) {
        self.source = source
        self.uri = uri
        self.kind = kind
        self.sequence = sequence
        self.recordNumber = recordNumber
        self.reason = reason
        self.field = field
        self.raw = raw
        self.line = line
        self.lines = lines
    }
}

/// A selection of rejects.
package struct RejectFilter: Sendable, Hashable {
    /// Only rejects of these sources.
    package var sources: [SourceID]?
    /// Only rejects of sources of this kind.
    package var kind: RecordKind?
    /// Only rejects with this reason.
    package var reason: String?

    /// All rejects.
    package init(sources: [SourceID]? = nil, kind: RecordKind? = nil, reason: String? = nil) {
        self.sources = sources
        self.kind = kind
        self.reason = reason
    }

    /// The condition on the relations `reject` and `source` of a statement with ``parameters``.
    static let condition = """
        ($1::text[] IS NULL OR reject.source_id = ANY ($1::text[]::uuid[])) AND ($2::text IS NULL OR kind = $2)
            AND ($3::text IS NULL OR reject.reason = $3)
        """

    /// The parameters `$1`, `$2` and `$3` of a statement.
    var parameters: [PostgresValue] {
        [
            sources.map { .textArray($0.map(\.description)) } ?? .null, kind.map { .text($0.name) } ?? .null,
            reason.map { .text($0) } ?? .null,
        ]
    }
}

extension StoredReject {
    /// What a row of the relations `reject` and `source` begins with.
    static let columns = """
        reject.source_id, coalesce(uri, ''), coalesce(kind, ''), reject.sequence, record_number, reject.reason, reject.field,
            coalesce(raw, ''), line, lines
        """

    /// - Parameter row: begins with ``columns``.
    init(_ row: PostgresRow) {
        self.init(
            source: row.string(0) ?? "", uri: row.string(1) ?? "", kind: row.string(2) ?? "",
            sequence: row.int(3) ?? 0, recordNumber: row.int64(4) ?? 0, reason: row.string(5) ?? "",
            field: row.string(6), raw: row.string(7) ?? "", line: row.int64(8), lines: row.int(9))
    }
}
