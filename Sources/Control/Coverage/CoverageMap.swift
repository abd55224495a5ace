/// Which blocks of a frame are loaded, scanned, or missing.
///
/// - *Loaded*: between the least and the greatest block of batches that the ledger has, without long runs of blocks without records.
/// - *Scanned*: in the range that the name of a completely loaded file declares, and not loaded. The file has no records there.
/// - *Gap*: anything else. Nobody knows whether these blocks have records.
package struct CoverageMap: Sendable, Hashable {
    /// A run of blocks without records is long from this many mean distances between the records of the source on.
    static let longRun: Int64 = 20

    /// What the tables and the ledger say.
    package struct Facts: Sendable {
        /// The ranges of the batches; nil if they are too many.
        package var batches: [BlockRange]?
        package var sources: [SourceBlocks]
        /// The least and the greatest block of the table; nil if it has none.
        package var extent: BlockRange?
        /// The runs of blocks without records in the table; nil if nobody looked.
        package var holes: [BlockRange]?

        package init(
            batches: [BlockRange]?, sources: [SourceBlocks], extent: BlockRange?, holes: [BlockRange]?
        ) {
            self.batches = batches
            self.sources = sources
            self.extent = extent
            self.holes = holes
        }

        /// Whether batches store records of blocks that the ledger does not know.
        var hasUnknownBatches: Bool { batches == nil || sources.contains { $0.batchesWithoutBlocks > 0 } }
    }

    package let loaded: BlockSet
    package let scanned: BlockSet
    package let gaps: BlockSet

    package init(_ facts: Facts, in frame: BlockRange) {
        let known = BlockSet(facts.batches ?? [])
        let table = BlockSet([facts.extent].compactMap(\.self))
        let long = BlockSet((facts.holes ?? []).filter { Self.isLong($0, facts) })
        let inside = BlockSet([frame])
        loaded = (facts.hasUnknownBatches ? known.union(table) : known).intersection(table).subtracting(long)
            .intersection(inside)
        scanned = BlockSet(facts.sources.filter(\.isScanned).compactMap(\.declared)).intersection(inside)
            .subtracting(loaded)
        gaps = loaded.union(scanned).gaps(in: frame)
    }

    /// Whether a run of blocks without records is longer than those that the sources around it have by chance.
    private static func isLong(_ hole: BlockRange, _ facts: Facts) -> Bool {
        let distances = facts.sources.filter { $0.passesOver(hole) }.compactMap(\.distance)
        guard let least = distances.min() ?? (facts.hasUnknownBatches ? distance(facts) : nil) else { return true }
        return hole.count >= longRun * least
    }

    /// The mean distance of all records, for batches without blocks.
    private static func distance(_ facts: Facts) -> Int64? {
        guard let extent = facts.extent else { return nil }
        return SourceBlocks.distance(of: facts.sources.reduce(0) { $0 + $1.stored }, in: extent)
    }
}
