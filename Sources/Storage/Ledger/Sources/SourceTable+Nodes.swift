package import Postgres

/// A range of blocks that was submitted.
package struct SubmittedRange: Sendable, Hashable {
    /// The name of the range.
    package let uri: String
    /// Whether all of it is in the database.
    package let isComplete: Bool
    /// Whether the broker has confirmed its job, or an operator has given it up.
    package let isSubmitted: Bool

    package init(uri: String, isComplete: Bool, isSubmitted: Bool) {
        self.uri = uri
        self.isComplete = isComplete
        self.isSubmitted = isSubmitted
    }
}

extension SourceTable {
    /// Returns the sources of tokens from nodes that are not loaded, and that no operator has given up or removed.
    ///
    /// Their names are long, so only their beginnings are compared.
    ///
    /// - Parameters:
    ///   - scheme: how their names begin.
    ///   - part: a part of the first 256 characters of their names: the chain and its genesis block.
    package static func unfinished(
        _ scheme: String, with part: String, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> [(uri: String, isSubmitted: Bool)] {
        try connection.query(
            """
            SELECT uri, submitted_at IS NOT NULL FROM etl.sources AS source
            WHERE kind = 'tokens' AND retired_at IS NULL AND removed_at IS NULL AND left(uri, length($1)) = $1
                AND strpos(left(uri, 256), $2) > 0
                AND batches IS DISTINCT FROM (
                    SELECT count(*) FROM etl.batches AS batch WHERE batch.source_id = source.source_id)
            ORDER BY registered_at, uri
            """, [.text(scheme), .text(part)]
        ).map { ($0.string(0) ?? "", $0.bool(1) ?? false) }
    }

    /// Returns the sources that are ranges of blocks.
    ///
    /// - Parameters:
    ///   - scheme: how the names of ranges begin.
    ///   - part: a part of their names: the chain and its genesis block.
    package static func ranges(
        _ scheme: String, with part: String, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> [SubmittedRange] {
        try connection.query(
            """
            SELECT uri, coalesce(
                    batches = (SELECT count(*) FROM etl.batches AS batch WHERE batch.source_id = source.source_id), false),
                submitted_at IS NOT NULL OR retired_at IS NOT NULL
            FROM etl.sources AS source WHERE starts_with(uri, $1) AND strpos(uri, $2) > 0
            """, [.text(scheme), .text(part)]
        ).map { row in
            SubmittedRange(
                uri: row.string(0) ?? "", isComplete: row.bool(1) ?? false, isSubmitted: row.bool(2) ?? false)
        }
    }
}
