import Coverage
import DisplayText

/// The blocks of a report that are neither loaded nor scanned.
struct MissingBlocks: Sendable, Hashable {
    struct Range: Sendable, Hashable {
        let from: Int64
        /// Nil for the end of the chain, wherever it is.
        let to: Int64?

        var blocks: Int? { to.map { Int($0 - from + 1) } }
    }

    /// Those between the first and the last block that is loaded or declared.
    private(set) var gaps: [Range] = []
    /// Those before the first and after the last.
    private(set) var ends: [Range] = []

    init(_ report: CoverageReport) {
        guard let first = report.from, let last = report.to else { return }
        for gap in report.gaps {
            let to = gap.to ?? .max
            if gap.from < first { ends.append(Range(from: gap.from, to: min(to, first - 1))) }
            let (inner, outer) = (max(gap.from, first), min(to, last))
            if inner <= outer { gaps.append(Range(from: inner, to: outer)) }
            if to > last { ends.append(Range(from: max(gap.from, last + 1), to: gap.to)) }
        }
    }
}
