import Testing

@testable import Following

@Suite struct BlockComparisonTests {
    private static func line(_ block: Int, _ index: Int, value: String = "1", time: String = "12") -> String {
        "0xa,0xb,0xc,\(value),0xd,\(index),\(block),\(time),0xe"
    }

    @Test func equalRowsAreNoDifference() {
        let lines = [Self.line(1, 0), Self.line(1, 2), Self.line(3, 0)]
        #expect(BlockComparison.differences(stored: lines.reversed(), chain: lines).isEmpty)
    }

    @Test func whatIsNotKnownDiffersFromNothing() {
        let stored = [Self.line(1, 0, time: "")]
        #expect(BlockComparison.differences(stored: stored, chain: [Self.line(1, 0)]).isEmpty)
        #expect(BlockComparison.differences(stored: [Self.line(1, 0)], chain: stored).map(\.changed) == [1])
    }

    @Test func everyDifferenceIsCountedInItsBlock() {
        let stored = [Self.line(1, 0), Self.line(2, 0, value: "2"), Self.line(2, 1), Self.line(9, 5)]
        let chain = [Self.line(1, 0), Self.line(1, 1), Self.line(2, 0), Self.line(5, 0), Self.line(5, 1)]
        #expect(
            BlockComparison.differences(stored: stored, chain: chain) == [
                BlockDifference(block: 1, missing: 1), BlockDifference(block: 2, extra: 1, changed: 1),
                BlockDifference(block: 5, missing: 2), BlockDifference(block: 9, extra: 1),
            ])
    }
}
