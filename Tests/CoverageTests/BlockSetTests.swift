import TestData
import Testing

@testable import Coverage

/// Sets of blocks, compared with sets of numbers.
struct BlockSetTests {
    private static let frame = 0...40

    private func random(_ generator: inout SeededGenerator) -> [BlockRange] {
        (0..<Int.random(in: 0...6, using: &generator)).compactMap { _ in
            let first = Int64.random(in: 0...40, using: &generator)
            return BlockRange(first, min(40, first + Int64.random(in: -1...9, using: &generator)))
        }
    }

    private func numbers(_ ranges: [BlockRange]) -> Set<Int64> {
        Set(ranges.flatMap { Array($0.first...$0.last) })
    }

    @Test(arguments: 0..<400) func agreesWithASetOfNumbers(seed: UInt64) throws {
        var generator = SeededGenerator(seed)
        let (one, two) = (random(&generator), random(&generator))
        let (first, second) = (BlockSet(one), BlockSet(two))
        let (mine, theirs) = (numbers(one), numbers(two))
        #expect(numbers(first.ranges) == mine)
        #expect(first.count == Int64(mine.count))
        #expect(first.isEmpty == mine.isEmpty)
        #expect(numbers(first.union(second).ranges) == mine.union(theirs))
        #expect(numbers(first.intersection(second).ranges) == mine.intersection(theirs))
        #expect(numbers(first.subtracting(second).ranges) == mine.subtracting(theirs))
        let low = Int64.random(in: 0...40, using: &generator)
        let frame = try #require(BlockRange(low, Int64.random(in: low...40, using: &generator)))
        #expect(numbers(first.gaps(in: frame).ranges) == numbers([frame]).subtracting(mine))
        #expect(first.contains(frame) == numbers([frame]).isSubset(of: mine))
        for set in [first, first.union(second), first.intersection(second), first.subtracting(second)] {
            // Ranges ascend, and neither overlap nor touch.
            #expect(zip(set.ranges, set.ranges.dropFirst()).allSatisfy { $0.last + 1 < $1.first })
        }
        let buckets = BlockBuckets(frame, most: Int.random(in: 1...50, using: &generator))
        let parts = (0..<buckets.count).compactMap { buckets[$0] }
        #expect(parts.count == buckets.count)
        #expect(BlockSet(parts).ranges == [frame])
        #expect(parts.reduce(0) { $0 + $1.count } == frame.count)
        #expect(parts.dropLast().allSatisfy { $0.count == buckets.width })
        #expect(buckets.counts(of: first) == parts.map { Int64(numbers([$0]).intersection(mine).count) })
    }

    @Test func reachesTheGreatestBlock() throws {
        let all = try #require(BlockRange(0, .max))
        let end = try #require(BlockRange(.max, .max))
        let set = BlockSet([end, all])
        #expect(set.ranges == [all])
        #expect(set.gaps(in: all).isEmpty)
        #expect(BlockSet([end]).gaps(in: all).ranges == [BlockRange(0, .max - 1)])
        #expect(BlockBuckets(all, most: 480).count == 480)
    }
}
