import HTMLText
import Testing

@testable import ConsolePages
@testable import Coverage

@Suite struct CoveragePageTests {
    /// Blocks 100 to 299 are loaded or declared.
    private func report(_ gaps: [(blocks: ClosedRange<Int64>, isOpen: Bool)]) -> CoverageReport {
        CoverageReport(
            kind: "tokens", from: 100, to: 299, records: 1, recordsAreEstimated: false, loaded: [], scanned: [],
            gaps: gaps.map { CoverageReport.Gap(BlockRange($0.blocks), isOpen: $0.isOpen, []) }, density: [],
            sparseBlocks: [], sources: [], batchesWithoutBlocks: 0, notes: [])
    }

    private func text(_ report: CoverageReport) -> String {
        let page = Page.coverage(report, lookedAt: 1000)
        return String(decoding: page.document(nil, now: 1000).bytes, as: UTF8.self)
    }

    @Test func openEndsAreNoGaps() {
        let whole = text(report([(0...99, false), (300...Int64.max, true)]))
        #expect(
            whole.contains("Blocks 100 to 299: no gap.") && whole.contains("No block between the first and the last"))
        let ends = whole.matches(of: /<td class="number">([0-9…]+)<\/td>/).map { String($0.1) }
        #expect(ends == ["0", "99", "100", "300", "…"], "\(whole)")
        let gap = text(report([(0...99, false), (150...160, false), (300...Int64.max, true)]))
        #expect(gap.contains("Blocks 100 to 299: 1 gap."))
        #expect(gap.contains("<h2>Gaps</h2>") && gap.contains("<h2>Open ends</h2>"))
        #expect(!text(report([])).contains("Open ends"))
    }

    @Test func aGapAtAnEndIsCutWhereTheKnownBlocksEnd() {
        let missing = MissingBlocks(report([(0...120, false), (250...Int64.max, true)]))
        #expect(missing.gaps.map(\.from) == [100, 250] && missing.gaps.map(\.to) == [120, 299])
        #expect(missing.gaps.map(\.blocks) == [21, 50])
        #expect(missing.ends.map(\.from) == [0, 300] && missing.ends.map(\.to) == [99, nil])
    }
}
