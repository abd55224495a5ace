/// Which blocks are still to be submitted, and in which ranges.
package struct BlockPlan: Sendable {
    /// The blocks of a range. Ranges end before multiples of it, so that two plans cut the same blocks alike.
    package let size: UInt64

    /// The blocks that a range may have.
    package static let sizes: ClosedRange<Int> = 1...100_000
    /// The usual ``size``.
    package static let usualSize = 1000

    package init(size: UInt64) {
        self.size = max(1, size)
    }

    /// Cuts the blocks that no known range covers.
    ///
    /// - Parameter known: the ranges that were submitted, in any order; they may overlap.
    /// - Returns: ranges in the order of their blocks.
    package func missing(
        in wanted: ClosedRange<UInt64>, besides known: [ClosedRange<UInt64>]
    ) -> [ClosedRange<UInt64>] {
        var missing: [ClosedRange<UInt64>] = []
        var next = wanted.lowerBound
        for range in known.sorted(by: { $0.lowerBound < $1.lowerBound }) where range.upperBound >= next {
            guard range.lowerBound <= wanted.upperBound else { break }
            if range.lowerBound > next { missing += cut(next...range.lowerBound - 1) }
            guard range.upperBound < wanted.upperBound else { return missing }
            next = range.upperBound + 1
        }
        return missing + cut(next...wanted.upperBound)
    }

    /// The highest block up to which known ranges cover all blocks from another on; nil if they do not cover that.
    package static func reach(from first: UInt64, by known: [ClosedRange<UInt64>]) -> UInt64? {
        var reach: UInt64?
        for range in known.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            let next = reach.map { $0 + 1 } ?? first
            guard range.lowerBound <= next else { break }
            if range.upperBound >= next { reach = range.upperBound }
        }
        return reach
    }

    /// Joins ranges that overlap or follow one another.
    ///
    /// - Returns: the blocks of all, in order.
    package static func joined(_ ranges: [ClosedRange<UInt64>]) -> [ClosedRange<UInt64>] {
        var joined: [ClosedRange<UInt64>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            guard let last = joined.last, range.lowerBound == 0 || range.lowerBound - 1 <= last.upperBound else {
                joined.append(range)
                continue
            }
            joined[joined.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
        }
        return joined
    }

    private func cut(_ blocks: ClosedRange<UInt64>) -> [ClosedRange<UInt64>] {
        var ranges: [ClosedRange<UInt64>] = []
        var first = blocks.lowerBound
        while true {
            let last = min(first / size * size + (size - 1), blocks.upperBound)
            ranges.append(first...last)
            guard last < blocks.upperBound else { return ranges }
            first = last + 1
        }
    }
}
