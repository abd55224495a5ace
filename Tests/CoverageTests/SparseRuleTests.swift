import TestData
import Testing

@testable import Coverage

struct SparseRuleTests {
    private func intervals(_ records: [Double], covered: [Double] = []) -> [SparseRule.Interval] {
        records.enumerated().map { place, count in
            SparseRule.Interval(records: count, covered: covered.isEmpty ? 1 : covered[place])
        }
    }

    private func places(_ intervals: [SparseRule.Interval]) -> [Int] { SparseRule.sparse(intervals).map(\.place) }

    @Test func findsAnIntervalWithHalfOfWhatItsNeighboursHave() {
        let found = SparseRule.sparse(intervals([100, 104, 98, 101, 45, 99, 103, 100, 97]))
        #expect(found.map(\.place) == [4])
        #expect(found.map(\.expected) == [100])
        #expect(places(intervals([100, 104, 98, 101, 55, 99, 103, 100, 97])) == [])
    }

    @Test func findsTheFirstAndTheLastAndEmptyOnes() {
        #expect(places(intervals([0, 104, 98, 101, 95, 99, 103, 100, 1])) == [0, 8])
    }

    @Test func judgesRecordsForEachCoveredBlock() {
        let covered: [Double] = [10, 10, 10, 5, 10, 10, 10, 10]
        #expect(places(intervals([100, 99, 101, 50, 100, 98, 102, 100], covered: covered)) == [])
        #expect(places(intervals([100, 99, 101, 20, 100, 98, 102, 100], covered: covered)) == [3])
    }

    @Test func gapsAreNeitherJudgedNorNeighbours() {
        let covered: [Double] = [1, 1, 1, 0, 0, 0, 1, 1, 1]
        #expect(places(intervals([100, 99, 101, 0, 0, 0, 10, 98, 102], covered: covered)) == [6])
    }

    @Test func acceptsGrowthAndNoise() {
        #expect(places(intervals((0..<40).map { 50 * Double($0 + 4) })) == [])
        #expect(places(intervals([10, 90, 30, 200, 15, 120, 60, 20, 150])) == [])
    }

    @Test func judgesNothingWithoutEnoughToCompare() {
        #expect(places(intervals([100, 100, 0, 100])) == [])
        #expect(places(intervals([19, 19, 0, 19, 19, 19])) == [])
        #expect(places([]) == [])
    }

    @Test func findsALongStretchThatIsItsOwnNeighbour() {
        var counts = (0..<480).map { 100 + Double($0 % 5) }
        for place in 203..<250 { counts[place] = 20 }
        #expect(places(intervals(counts)) == [])
        let found = SparseRule.sparseParts(intervals(counts))
        #expect(found.map(\.place) == Array(203..<250))
        #expect(found.allSatisfy { (95...110).contains($0.expected) })
        counts[100] = 0
        #expect(SparseRule.sparseParts(intervals(counts)).map(\.place) == [100] + Array(203..<250))
        #expect(SparseRule.sparseParts([]).isEmpty)
    }

    /// Evenly scattered records: with at least a hundred expected, chance alone makes no bucket sparse.
    @Test(arguments: 0..<20) func chanceAloneMakesNothingSparse(seed: UInt64) {
        var generator = SeededGenerator(seed)
        var counts = Array(repeating: 0.0, count: 100)
        for _ in 0..<10_000 { counts[Int.random(in: 0..<100, using: &generator)] += 1 }
        #expect(SparseRule.sparseParts(intervals(counts)).isEmpty)
    }

    @Test func findsADayBesideItsNeighboursAndJudgesNoPartOfADay() {
        var days = Dictionary(uniqueKeysWithValues: (19_000...19_010).map { ($0, 1000 + $0 % 7) })
        days[19_000] = 3
        days[19_010] = 5
        #expect(SparseDays.find(in: days).isEmpty)
        days[19_004] = nil
        days[19_006] = 200
        let found = SparseDays.find(in: days)
        #expect(found.map(\.day) == ["2022-01-12", "2022-01-14"])
        #expect(found.map(\.records) == [0, 200])
        #expect(found.allSatisfy { (1000...1006).contains($0.expected) })
    }
}
