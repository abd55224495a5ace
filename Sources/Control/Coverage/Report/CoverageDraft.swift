import DisplayText
import ETLModels
import RecordBlocks

/// What was found, from which the report follows.
struct CoverageDraft: Sendable {
    let request: CoverageRequest
    var sources: [SourceBlocks] = []
    /// The ranges of batches; nil if they are unknown.
    var batches: [BlockRange]?
    /// Nil if the table has no blocks.
    var extent: BlockExtent?
    var withoutBlock: Int?
    var holes: [BlockRange]?
    var shortestRun: Int64?
    var counted: (buckets: BlockBuckets, counts: BucketCounts)?
    /// Records by the days since 1970-01-01; nil if nobody counted.
    var days: [Int: Int]?
    var notes: [CoverageNote] = []

    init(request: CoverageRequest) {
        self.request = request
    }

    /// The blocks to look at: those of the request, or else the blocks that the table has and names declare. Nil if there are none.
    var frame: BlockRange? {
        let known = sources.compactMap(\.declared) + [extent.map { BlockRange($0.blocks) }].compactMap(\.self)
        guard let first = request.from ?? known.map(\.first).min(), let last = request.to ?? known.map(\.last).max()
        else { return nil }
        return BlockRange(first, max(first, last))
    }

    private var facts: CoverageMap.Facts {
        CoverageMap.Facts(
            batches: batches, sources: sources, extent: extent.map { BlockRange($0.blocks) }, holes: holes)
    }

    func report() -> CoverageReport {
        let map = frame.map { CoverageMap(facts, in: $0) }
        let density = map.map { Density(of: $0, counted) }
        let unknown = sources.reduce(0) { $0 + $1.batchesWithoutBlocks }
        var report = CoverageReport(
            kind: request.kind.name, records: density?.records ?? 0,
            recordsAreEstimated: density?.isEstimate ?? false,
            loaded: map.map { $0.loaded.ranges.map { CoverageReport.Range($0) } } ?? [],
            scanned: map.map { $0.scanned.ranges.map { CoverageReport.Range($0) } } ?? [],
            gaps: gaps(map), density: density?.buckets ?? [], sparseBlocks: density?.sparse ?? [],
            sources: sources.map { CoverageReport.Source($0) }, batchesWithoutBlocks: unknown,
            notes: allNotes(unknown).map(\.description))
        report.from = frame?.first
        report.to = frame?.last
        report.oldestBlock = extent?.blocks.lowerBound
        report.newestBlock = extent?.blocks.upperBound
        report.newestBlockAt = extent?.newestTime.map(Format.moment)
        report.recordsWithoutBlock = withoutBlock
        report.shortestRun = shortestRun
        report.sparseDays = days.map { SparseDays.find(in: $0) }
        return report
    }

    /// The report of a table without a key: what the ledger knows.
    func reportInBulkPhase() -> CoverageReport {
        var draft = self
        draft.notes.append(.bulkPhase)
        if let ranges = batches, let least = ranges.map(\.first).min(), let greatest = ranges.map(\.last).max() {
            draft.extent = BlockExtent(blocks: least...greatest, newestTime: nil)
        }
        return draft.report()
    }

    private func allNotes(_ unknown: Int) -> [CoverageNote] {
        let beyond = sources.filter(\.isBeyondDeclared).map { CoverageNote.beyondDeclared($0.uri) }
        return notes + (unknown > 0 ? [.withoutBlocks(batches: unknown)] : []) + beyond
    }

    /// The gaps of the frame, and those before and behind it, unless the request bounds them.
    private func gaps(_ map: CoverageMap?) -> [CoverageReport.Gap] {
        guard let map, let frame else {
            let whole = BlockRange(request.from ?? 0, request.to ?? .max)
            return whole.map { [CoverageReport.Gap($0, isOpen: request.to == nil, sources)] } ?? []
        }
        var all = map.gaps
        if request.from == nil, let before = BlockRange(0, frame.first - 1) { all = all.union(BlockSet([before])) }
        if request.to == nil, let behind = BlockRange(frame.last.saturatingSuccessor, .max) {
            all = all.union(BlockSet([behind]))
        }
        return all.ranges.map { CoverageReport.Gap($0, isOpen: request.to == nil && $0.last == .max, sources) }
    }
}
