package import DisplayText
import ETLModels

/// Which blocks are loaded and which are missing. The keys of the JSON are a contract with scripts: all are always present.
package struct CoverageReport: Sendable, Encodable {
    package let kind: String
    /// The blocks that were looked at; nil if no block is known.
    @Nullable package var from: Int64? = nil
    @Nullable package var to: Int64? = nil
    /// The least block of the stored records.
    @Nullable package var oldestBlock: Int64? = nil
    /// The greatest block of the stored records.
    @Nullable package var newestBlock: Int64? = nil
    /// The time of the newest block.
    @Nullable package var newestBlockAt: String? = nil
    /// The number of records in the blocks that were looked at.
    package let records: Int
    /// Whether the records in `density` come from a sample of the table.
    package let recordsAreEstimated: Bool
    /// The records that have no block, such as tokens of some exports; nil if every record has one, or nobody could count them.
    @Nullable package var recordsWithoutBlock: Int? = nil
    /// The shortest run of blocks without records that was looked for within files; nil if nobody could look.
    @Nullable package var shortestRun: Int64? = nil
    package let loaded: [Range]
    package let scanned: [Range]
    package let gaps: [Gap]
    package let density: [Bucket]
    package let sparseBlocks: [SparseBlocks]
    /// Nil if the days were not counted.
    @Nullable package var sparseDays: [SparseDay]? = nil
    package let sources: [Source]
    /// Batches that store records, and of which the ledger has no blocks.
    package let batchesWithoutBlocks: Int
    /// What limits this report.
    package let notes: [String]

    /// Blocks that follow one another.
    package struct Range: Sendable, Hashable, Encodable {
        package let from: Int64
        package let to: Int64
        package let blocks: Int64

        init(_ range: BlockRange) {
            from = range.first
            to = range.last
            blocks = range.count
        }
    }

    /// A part of the blocks that were looked at.
    package struct Bucket: Sendable, Hashable, Encodable {
        package let from: Int64
        package let to: Int64
        package let records: Int
        /// How many of its blocks are loaded, scanned, or in gaps.
        package let loadedBlocks: Int64
        package let scannedBlocks: Int64
        package let gapBlocks: Int64
        package let isSparse: Bool

        /// The blocks that are loaded or scanned.
        package var coveredBlocks: Int64 { loadedBlocks + scannedBlocks }

        /// The records for each covered block.
        package var perBlock: Double { coveredBlocks > 0 ? Double(records) / Double(coveredBlocks) : 0 }
    }

    /// Blocks with few records beside their neighbours.
    package struct SparseBlocks: Sendable, Hashable, Encodable {
        package let from: Int64
        package let to: Int64
        package let records: Int
        package let expected: Int
    }

    /// A day with few records beside its neighbours, in UTC.
    package struct SparseDay: Sendable, Hashable, Encodable {
        package let day: String
        package let records: Int
        package let expected: Int
    }
}
