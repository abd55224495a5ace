import Following
import Testing

@Suite struct BlockPlanTests {
    private let plan = BlockPlan(size: 10)

    @Test func rangesEndBeforeMultiplesOfTheSize() {
        #expect(plan.missing(in: 5...32, besides: []) == [5...9, 10...19, 20...29, 30...32])
        #expect(plan.missing(in: 7...7, besides: []) == [7...7])
    }

    @Test func onlyBlocksThatNoRangeCoversAreMissing() {
        #expect(plan.missing(in: 0...39, besides: [10...19, 22...24]) == [0...9, 20...21, 25...29, 30...39])
        #expect(plan.missing(in: 0...39, besides: [0...99]).isEmpty)
        #expect(plan.missing(in: 20...39, besides: [0...19, 40...49]) == [20...29, 30...39])
    }

    @Test func knownRangesMayOverlapAndComeInAnyOrder() {
        #expect(plan.missing(in: 0...29, besides: [15...25, 0...17, 3...5]) == [26...29])
    }

    @Test func theReachEndsAtTheFirstGap() {
        #expect(BlockPlan.reach(from: 5, by: [16...20, 0...9, 10...14]) == 14)
        #expect(BlockPlan.reach(from: 5, by: [0...9, 8...30]) == 30)
        #expect(BlockPlan.reach(from: 5, by: [6...9]) == nil)
        #expect(BlockPlan.reach(from: 5, by: [0...3]) == nil)
    }

    @Test func rangesThatTouchAreJoined() {
        #expect(BlockPlan.joined([20...29, 0...4, 5...9, 7...8, 31...40, 30...30]) == [0...9, 20...40])
        #expect(BlockPlan.joined([0...0, 0...3]) == [0...3])
        #expect(BlockPlan.joined([]).isEmpty)
        let all = 0...UInt64.max
        #expect(BlockPlan.joined([all, 5...6]) == [all])
    }

    @Test func blocksAtTheEndOfNumbersAreCutWithoutOverflow() {
        let last = UInt64(Int64.max)
        #expect(plan.missing(in: (last - 1)...last, besides: []).map(\.upperBound).last == last)
    }
}
