import ETLModels
import Ledger
import TestData
import Testing

@testable import Coverage

struct CoverageMapTests {
    private func source(
        _ uri: String = "/a.csv", _ reached: ClosedRange<Int64>? = nil, stored: Int = 1000, isComplete: Bool = true,
        unknown: Int = 0
    ) -> SourceBlocks {
        SourceBlocks(
            BlockReach(
                id: SourceID(uri: uri, size: 1, modified: 0), uri: uri, isComplete: isComplete, isRetired: false,
                stored: stored, rejected: 0, blocks: reached, batchesWithoutBlocks: unknown))
    }

    private func ranges(_ bounds: [ClosedRange<Int64>]) -> [BlockRange] { bounds.map { BlockRange($0) } }

    private func map(
        _ batches: [ClosedRange<Int64>]?, _ sources: [SourceBlocks], extent: ClosedRange<Int64>?,
        holes: [ClosedRange<Int64>]? = [], in frame: ClosedRange<Int64> = 0...999
    ) -> CoverageMap {
        CoverageMap(
            CoverageMap.Facts(
                batches: batches.map(ranges), sources: sources, extent: extent.map { BlockRange($0) },
                holes: holes.map(ranges)), in: BlockRange(frame))
    }

    @Test func blocksOfNoBatchAreGaps() {
        let found = map([100...199, 150...249, 300...399], [source("/a.csv", 100...399)], extent: 100...399)
        #expect(found.loaded.ranges == ranges([100...249, 300...399]))
        #expect(found.gaps.ranges == ranges([0...99, 250...299, 400...999]))
        #expect(found.scanned.isEmpty)
    }

    @Test func aLongRunWithoutRecordsIsAGapAlsoWithinABatch() {
        // A record for each block: runs of twenty blocks and more are long.
        let holes: [ClosedRange<Int64>] = [200...218, 300...319]
        let found = map([0...999], [source("/a.csv", 0...999)], extent: 0...999, holes: holes)
        #expect(found.gaps.ranges == ranges([300...319]))
        // A tenth of the records: runs are long from two hundred blocks on.
        let thin = map([0...999], [source("/a.csv", 0...999, stored: 100)], extent: 0...999, holes: holes + [500...699])
        #expect(thin.gaps.ranges == ranges([500...699]))
        // The source with the most records decides.
        let both = [source("/a.csv", 0...999, stored: 100), source("/b.csv", 250...350, stored: 100)]
        #expect(map([0...999], both, extent: 0...999, holes: holes).gaps.ranges == ranges([300...319]))
    }

    @Test func whatACompleteFileDeclaresIsScannedAndNotLoaded() {
        let name = "/start_block=0/end_block=499/a.csv"
        let found = map([100...149], [source(name, 100...149)], extent: 100...149)
        #expect(found.loaded.ranges == ranges([100...149]))
        #expect(found.scanned.ranges == ranges([0...99, 150...499]))
        #expect(found.gaps.ranges == ranges([500...999]))
        let empty = map([], [source(name, stored: 0)], extent: nil)
        #expect(empty.scanned.ranges == ranges([0...499]))
        let longRun = map([0...499], [source(name, 0...499)], extent: 0...499, holes: [100...199])
        #expect(longRun.scanned.ranges == ranges([100...199]))
        #expect(longRun.gaps.ranges == ranges([500...999]))
    }

    @Test func whatIsDeclaredAndNotLoadedIsAGap() {
        let name = "/start_block=0/end_block=499/a.csv"
        let open = map([100...149], [source(name, 100...149, isComplete: false)], extent: 100...149)
        #expect(open.scanned.isEmpty)
        #expect(open.gaps.ranges == ranges([0...99, 150...999]))
        // Its name is wrong.
        let beyond = map([100...600], [source(name, 100...600)], extent: 100...600)
        #expect(beyond.scanned.isEmpty)
    }

    @Test func batchesWithoutBlocksCountAsWhatTheTableHas() {
        let found = map([], [source("/a.csv", nil, unknown: 3)], extent: 100...899, holes: [200...210, 400...499])
        #expect(found.loaded.ranges == ranges([100...399, 500...899]))
        let mixed = map([0...99], [source("/a.csv", 0...99), source("/b.csv", unknown: 1)], extent: 0...899)
        #expect(mixed.loaded.ranges == ranges([0...899]))
        #expect(map(nil, [source("/a.csv", 0...99)], extent: 0...899).loaded.ranges == ranges([0...899]))
    }

    @Test func blocksThatTheTableHasNoMoreAreNotLoaded() {
        #expect(map([0...999], [source("/a.csv", 0...999)], extent: 100...199).loaded.ranges == ranges([100...199]))
        #expect(map([0...999], [source("/a.csv", 0...999)], extent: nil).loaded.isEmpty)
    }

    @Test(arguments: 0..<200) func everyBlockOfTheFrameIsInOnePlace(seed: UInt64) {
        var generator = SeededGenerator(seed)
        func some(_ most: Int, _ length: Int64) -> [ClosedRange<Int64>] {
            (0..<Int.random(in: 0...most, using: &generator)).map { _ in
                let first = Int64.random(in: 0...900, using: &generator)
                return first...first + Int64.random(in: 0...length, using: &generator)
            }
        }
        let sources = some(6, 300).enumerated().map { place, declared in
            let isNamed = Bool.random(using: &generator)
            let folder = isNamed ? "/start_block=\(declared.lowerBound)/end_block=\(declared.upperBound)" : ""
            return source(
                "\(folder)/\(place).csv", Bool.random(using: &generator) ? declared : nil,
                stored: Int.random(in: 0...2000, using: &generator), isComplete: Bool.random(using: &generator))
        }
        let low = Int64.random(in: 0...900, using: &generator)
        let frame = low...Int64.random(in: low...1300, using: &generator)
        let found = map(
            some(8, 200), sources, extent: some(1, 900).first,
            holes: BlockSet(ranges(some(5, 60))).ranges.map { $0.first...$0.last }, in: frame)
        for block in frame {
            let places = [found.loaded, found.scanned, found.gaps].count { $0.contains(BlockRange(block...block)) }
            #expect(places == 1, "block \(block)")
        }
        #expect(found.loaded.count + found.scanned.count + found.gaps.count == BlockRange(frame).count)
    }
}
