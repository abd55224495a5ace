package import ETLModels
package import Postgres

/// The blocks that a source's batches reach, according to the ledger.
package struct BlockReach: Sendable, Hashable {
    package let id: SourceID
    package let uri: String
    /// Whether all of it is loaded.
    package let isComplete: Bool
    /// Whether an operator has given up what is missing of it.
    package let isRetired: Bool
    /// The records that are stored, by this source or by others.
    package let stored: Int
    package let rejected: Int
    /// The least and the greatest block of its batches; nil if none has a block.
    package let blocks: ClosedRange<Int64>?
    /// The batches that store records, and of which no blocks are known: an earlier version loaded them, or no record has one.
    package let batchesWithoutBlocks: Int

    package init(
        id: SourceID, uri: String, isComplete: Bool, isRetired: Bool, stored: Int, rejected: Int,
        blocks: ClosedRange<Int64>?, batchesWithoutBlocks: Int
    ) {
        self.id = id
        self.uri = uri
        self.isComplete = isComplete
        self.isRetired = isRetired
        self.stored = stored
        self.rejected = rejected
        self.blocks = blocks
        self.batchesWithoutBlocks = batchesWithoutBlocks
    }
}

extension SourceTable {
    /// The reach of every source of a kind that nobody has removed, in the order in which they were first submitted.
    package static func reaches(
        of kind: RecordKind, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> [BlockReach] {
        try connection.query(
            """
            SELECT source.source_id, uri, coalesce(batches = count(sequence), false), retired_at IS NOT NULL,
                coalesce(sum(loaded + duplicates), 0), coalesce(sum(rejected), 0), min(least_block), max(greatest_block),
                count(*) FILTER (WHERE least_block IS NULL AND loaded + duplicates > 0)
            FROM etl.sources AS source LEFT JOIN etl.batches AS batch ON batch.source_id = source.source_id
            WHERE kind = $1 AND removed_at IS NULL GROUP BY source.source_id ORDER BY registered_at, uri
            """, [.text(kind.name)]
        ).compactMap { row in
            guard let id = row.string(0).flatMap({ SourceID($0) }) else { return nil }
            return BlockReach(
                id: id, uri: row.string(1) ?? "", isComplete: row.bool(2) ?? false, isRetired: row.bool(3) ?? false,
                stored: row.int(4) ?? 0, rejected: row.int(5) ?? 0, blocks: row.blocks(6, 7),
                batchesWithoutBlocks: row.int(8) ?? 0)
        }
    }
}

extension PostgresRow {
    /// The range between two columns.
    func blocks(_ least: Int, _ greatest: Int) -> ClosedRange<Int64>? {
        guard let least = int64(least), let greatest = int64(greatest), least <= greatest else { return nil }
        return least...greatest
    }
}
