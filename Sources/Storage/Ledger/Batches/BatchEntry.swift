package import ETLModels
import Postgres

/// A batch's row in `etl.batches`.
package struct BatchEntry: Sendable, Hashable {
    package let id: BatchID
    /// The number of the batch's first record in the source.
    package let firstRecord: UInt64
    package let counts: BatchCounts
    /// The number of records with repaired text; part of the counts.
    package let repaired: Int
    /// The number of records of other kinds among those of the batch; not part of the counts.
    package let skipped: Int
    package let checksum: Int64
    /// Whether the source ends with this batch.
    package let isLast: Bool
    /// The bytes of the source that the batch covers.
    package let sourceBytes: Int64
    /// The least and the greatest block of the accepted records; nil if none has a block.
    package let blocks: ClosedRange<Int64>?

    package init(
        id: BatchID, firstRecord: UInt64, counts: BatchCounts, repaired: Int, skipped: Int, checksum: Int64,
        isLast: Bool,
        sourceBytes: Int64, blocks: ClosedRange<Int64>?
    ) {
        self.id = id
        self.firstRecord = firstRecord
        self.counts = counts
        self.repaired = repaired
        self.skipped = skipped
        self.checksum = checksum
        self.isLast = isLast
        self.sourceBytes = sourceBytes
        self.blocks = blocks
    }
}

extension BatchEntry {
    static let columns = [
        "source_id", "sequence", "records", "loaded", "duplicates", "rejected", "repaired", "skipped", "checksum",
        "is_last", "source_bytes", "least_block", "greatest_block", "first_record",
    ]

    var values: [PostgresValue] {
        [
            .uuid(id.source.bytes), .integer(Int64(id.sequence)), .integer(Int64(counts.records)),
            .integer(Int64(counts.loaded)), .integer(Int64(counts.duplicates)), .integer(Int64(counts.rejected)),
            .integer(Int64(repaired)), .integer(Int64(skipped)), .integer(checksum), .bool(isLast),
            .integer(sourceBytes), blocks.map { .integer($0.lowerBound) } ?? .null,
            blocks.map { .integer($0.upperBound) } ?? .null, .integer(Int64(firstRecord)),
        ]
    }
}

/// The counts of a batch's records by outcome; each record has one.
package struct BatchCounts: Sendable, Hashable {
    /// Records that are rows of their table.
    package let loaded: Int
    /// Records whose keys were already in their table.
    package let duplicates: Int
    /// Those among them that gave the stored row values which it lacked.
    package let completed: Int
    /// Loaded records that took the place of stored rows with other content.
    package let replaced: Int
    /// Records that are in `etl.rejects`.
    package let rejected: Int

    package init(loaded: Int, duplicates: Int, completed: Int = 0, replaced: Int = 0, rejected: Int) {
        self.loaded = loaded
        self.replaced = replaced
        self.duplicates = duplicates
        self.completed = completed
        self.rejected = rejected
    }

    package var records: Int { loaded + duplicates + rejected }
}
