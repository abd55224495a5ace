package import ETLModels
package import Postgres

/// A range of blocks in the ledger.
package struct SubmittedRange: Sendable, Hashable {
    /// The number of the source, which follows the order of registration.
    package let number: Int
    package let id: SourceID
    /// The name of the range.
    package let uri: String
    /// Whether all of it is in the database.
    package let isComplete: Bool
    /// Whether the broker has confirmed its job, or an operator has given it up.
    package let isSubmitted: Bool
    /// Whether an operator has taken it out with its rows, and the removal has ended.
    package let isRemoved: Bool

    package init(number: Int, id: SourceID, uri: String, isComplete: Bool, isSubmitted: Bool, isRemoved: Bool) {
        self.number = number
        self.id = id
        self.uri = uri
        self.isComplete = isComplete
        self.isSubmitted = isSubmitted
        self.isRemoved = isRemoved
    }
}

/// What is known of the ranges of blocks: a later look only reads what may differ from it.
package struct SeenRanges: Sendable, Hashable {
    /// The highest number among them.
    package let highest: Int
    /// The numbers of those that were not complete.
    package let open: [Int]

    package init(highest: Int, open: [Int]) {
        self.highest = highest
        self.open = open
    }

    /// Knows nothing.
    package static let none = SeenRanges(highest: 0, open: [])
}

extension SourceTable {
    /// Returns the sources of tokens from nodes that are not loaded, and that no operator has given up or removed.
    ///
    /// Their names are long, so only their beginnings are compared.
    ///
    /// - Parameters:
    ///   - scheme: how their names begin.
    ///   - part: a part of the first 256 characters of their names: the chain and its genesis block.
    ///   - least: the least number of a source: those before it are known to be finished.
    package static func unfinished(
        _ scheme: String, with part: String, from least: Int = 0, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> [(number: Int, uri: String, isSubmitted: Bool)] {
        try connection.query(
            """
            SELECT number, uri, submitted_at IS NOT NULL FROM etl.sources AS source
            WHERE number >= $3 AND kind = 'tokens' AND retired_at IS NULL AND removed_at IS NULL AND left(uri, length($1)) = $1
                AND strpos(left(uri, 256), $2) > 0
                AND batches IS DISTINCT FROM (
                    SELECT count(*) FROM etl.batches AS batch WHERE batch.source_id = source.source_id)
            ORDER BY registered_at, uri
            """, [.text(scheme), .text(part), .integer(Int64(least))]
        ).map { ($0.int(0) ?? 0, $0.string(1) ?? "", $0.bool(2) ?? false) }
    }

    /// The highest number of a source; 0 without any.
    package static func highestNumber(on connection: isolated PostgresConnection) throws(PostgresError) -> Int {
        try connection.query("SELECT max(number) FROM etl.sources").first?.int(0) ?? 0
    }

    /// Returns the sources that are ranges of blocks, as far as they may differ from what is known: the new ones, those that were not
    /// complete, and those that are removed, or of which the ledger has forgotten batches.
    ///
    /// - Parameters:
    ///   - scheme: how the names of ranges begin.
    ///   - part: a part of their names: the chain and its genesis block.
    package static func ranges(
        _ scheme: String, with part: String, besides seen: SeenRanges, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> [SubmittedRange] {
        try connection.query(
            """
            SELECT number, source_id, uri,
                CASE WHEN batches IS NULL THEN false ELSE batches = (
                    SELECT count(*) FROM etl.batches AS batch WHERE batch.source_id = source.source_id) END,
                submitted_at IS NOT NULL OR retired_at IS NOT NULL, removed_at IS NOT NULL AND forgotten_at IS NULL
            FROM etl.sources AS source WHERE starts_with(uri, $1) AND strpos(uri, $2) > 0 AND (number > $3
                OR removed_at IS NOT NULL OR forgotten_at IS NOT NULL OR number = ANY ($4::text[]::integer[]))
            """, [.text(scheme), .text(part), .integer(Int64(seen.highest)), .textArray(seen.open.map(String.init))]
        ).compactMap { row in
            guard let number = row.int(0), let id = row.string(1).flatMap({ SourceID($0) }) else { return nil }
            return SubmittedRange(
                number: number, id: id, uri: row.string(2) ?? "", isComplete: row.bool(3) ?? false,
                isSubmitted: row.bool(4) ?? false, isRemoved: row.bool(5) ?? false)
        }
    }
}
