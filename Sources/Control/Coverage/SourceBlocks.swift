package import ETLModels
package import Ledger

/// The blocks of a source: what its name declares, and what its batches have.
package struct SourceBlocks: Sendable, Hashable {
    package let id: SourceID
    package let uri: String
    package let isComplete: Bool
    package let isRetired: Bool
    package let stored: Int
    package let rejected: Int
    /// The range that the file's name declares; nil if it declares none.
    package let declared: BlockRange?
    /// The least and the greatest block of its batches; nil if none is known.
    package let reached: BlockRange?
    package let batchesWithoutBlocks: Int

    package init(_ reach: BlockReach) {
        id = reach.id
        uri = reach.uri
        isComplete = reach.isComplete
        isRetired = reach.isRetired
        stored = reach.stored
        rejected = reach.rejected
        declared = DeclaredBlocks.range(in: reach.uri)
        reached = reach.blocks.map { BlockRange($0) }
        batchesWithoutBlocks = reach.batchesWithoutBlocks
    }

    /// Whether it has records outside the range that its name declares.
    package var isBeyondDeclared: Bool {
        guard let declared, let reached else { return false }
        return !declared.contains(reached)
    }

    /// Whether all of the declared range was read and loaded. It says nothing about records that the file lacks.
    package var isScanned: Bool { declared != nil && isComplete && !isBeyondDeclared }

    /// Whether the source has records before and behind a run of blocks.
    func passesOver(_ hole: BlockRange) -> Bool {
        reached.map { $0.first < hole.first && hole.last < $0.last } ?? false
    }

    /// The mean distance between its records in blocks, at least 1; nil if it is unknown.
    var distance: Int64? {
        reached.flatMap { Self.distance(of: stored, in: $0) }
    }

    static func distance(of records: Int, in range: BlockRange) -> Int64? {
        records > 0 ? max(1, range.count / Int64(records)) : nil
    }
}
