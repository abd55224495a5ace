package import ETLModels
import Postgres

/// A batch's row in `etl.batches`.
package struct BatchEntry: Sendable, Hashable {
    package let id: BatchID
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

    package init(
        id: BatchID, counts: BatchCounts, repaired: Int, skipped: Int, checksum: Int64, isLast: Bool,
        sourceBytes: Int64
    ) {
        self.id = id
        self.counts = counts
        self.repaired = repaired
        self.skipped = skipped
        self.checksum = checksum
        self.isLast = isLast
        self.sourceBytes = sourceBytes
    }
}

extension BatchEntry {
    static let columns = [
        "source_id", "sequence", "records", "loaded", "duplicates", "rejected", "repaired", "skipped", "checksum",
        "is_last", "source_bytes",
    ]

    var values: [PostgresValue] {
        [
            .uuid(id.source.bytes), .integer(Int64(id.sequence)), .integer(Int64(counts.records)),
            .integer(Int64(counts.loaded)), .integer(Int64(counts.duplicates)), .integer(Int64(counts.rejected)),
            .integer(Int64(repaired)), .integer(Int64(skipped)), .integer(checksum), .bool(isLast),
            .integer(sourceBytes),
        ]
    }
}

/// The counts of a batch's records by outcome; each record has one.
package struct BatchCounts: Sendable, Hashable {
    /// Records whose keys are new in their table.
    package let loaded: Int
    /// Records whose keys were already in their table.
    package let duplicates: Int
    /// Records that are in `etl.rejects`.
    package let rejected: Int

    package init(loaded: Int, duplicates: Int, rejected: Int) {
        self.loaded = loaded
        self.duplicates = duplicates
        self.rejected = rejected
    }

    package var records: Int { loaded + duplicates + rejected }
}
