package import Postgres

/// A file's current state, for comparison with the ledger.
package struct SourceFileState: Sendable, Hashable {
    package let uri: String
    /// The file's size.
    package let bytes: Int64
    /// The file's modification time, in nanoseconds since the Unix epoch.
    package let modified: Int64
    /// What identifies the file's content; nil if it is unknown, and then size and time alone decide.
    package let fingerprint: String?

    package init(uri: String, bytes: Int64, modified: Int64, fingerprint: String? = nil) {
        self.uri = uri
        self.bytes = bytes
        self.modified = modified
        self.fingerprint = fingerprint
    }
}

/// Whether a file has been submitted in its current state.
package enum SubmittedState: Sendable, Hashable {
    /// The file was never submitted.
    case unknown
    /// The file was submitted with another size, modification time or content.
    case changed
    /// All sources of the file were submitted, or retired.
    case submitted
}

extension SourceTable {
    /// The ledger's state of files, in their order.
    ///
    /// - Parameter replacing: whether they are to replace stored rows that contradict them: then a submission to keep these does not count.
    package static func submittedStates(
        of files: [SourceFileState], replacing: Bool = false, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> [SubmittedState] {
        let rows = try connection.query(
            """
            WITH file AS (
                SELECT number, uri, bytes, nullif(fingerprint, '') AS fingerprint,
                    timestamptz '2000-01-01 00:00:00+00' + microseconds * interval '1 microsecond' AS modified_at
                FROM unnest($1::text[], $2::text[]::bigint[], $3::text[]::bigint[], $4::text[])
                    WITH ORDINALITY AS given (uri, bytes, microseconds, fingerprint, number)
            ), known AS (
                SELECT file.number, (submitted_at IS NOT NULL OR retired_at IS NOT NULL) AS is_submitted,
                    (source.bytes, source.modified_at) = (file.bytes, file.modified_at)
                        AND coalesce(source.fingerprint = file.fingerprint, true) AS is_same,
                    NOT $5::boolean OR on_conflict = 'replace' AS is_meant
                FROM file JOIN etl.sources AS source ON source.uri = file.uri
            )
            SELECT number, bool_and(is_submitted) FILTER (WHERE is_same AND is_meant),
                coalesce(bool_or(is_submitted) FILTER (WHERE NOT is_same), false)
            FROM known GROUP BY number
            """,
            [
                .textArray(files.map(\.uri)), .textArray(files.map { String($0.bytes) }),
                .textArray(files.map { String(FileTime.microsecondsSince2000($0.modified)) }),
                .textArray(files.map { $0.fingerprint ?? "" }), .bool(replacing),
            ])
        var states = [SubmittedState](repeating: .unknown, count: files.count)
        for row in rows {
            guard let number = row.int(0), states.indices.contains(number - 1) else { continue }
            if row.bool(1) == true {
                states[number - 1] = .submitted
            } else if row.isNull(1), row.bool(2) == true {
                states[number - 1] = .changed
            }
        }
        return states
    }
}
