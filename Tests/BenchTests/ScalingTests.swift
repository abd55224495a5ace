import Testing

@testable import Bench

@Suite struct ScalingTests {
    @Test func everyPartOfAGrowingTableHasItsRate() {
        // Each of five transactions has 100 rows. They take 1, 1, 3 and 3 seconds; the last counts as long as these on
        // average.
        let commits = [(0.0, 100), (1, 100), (2, 100), (5, 100), (8, 100)].map { Commit(seconds: $0.0, rows: $0.1) }
        #expect(GrowthResult.rates(of: commits, step: 100) == [100, 100, 100.0 / 3, 100.0 / 3, 50])
        #expect(GrowthResult.rates(of: commits, step: 200) == [100, 200.0 / 6])
    }

    @Test func aTransactionMayEndSeveralParts() {
        let commits = [Commit(seconds: 0, rows: 400), Commit(seconds: 2, rows: 100)]
        #expect(GrowthResult.rates(of: commits, step: 100) == [200, 200, 200, 200, 50])
    }

    @Test func rowsBehindTheLastWholePartHaveNoRate() {
        let commits = [Commit(seconds: 0, rows: 100), Commit(seconds: 1, rows: 50)]
        #expect(GrowthResult.rates(of: commits, step: 100) == [100])
        #expect(GrowthResult.rates(of: [], step: 100).isEmpty)
    }

    @Test func everyRoundHasAnotherOrder() {
        #expect(
            (1...4).map { Comparison.order(["a", "b", "c"], $0) }
                == [["a", "b", "c"], ["a", "c", "b"], ["c", "a", "b"], ["c", "b", "a"]])
        #expect(Comparison.order([Int](), 1).isEmpty)
    }
}
