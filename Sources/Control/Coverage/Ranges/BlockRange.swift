/// Blocks that follow one another. The bounds are part of it.
package struct BlockRange: Sendable, Hashable {
    package let first: Int64
    package let last: Int64

    /// Nil if the last block comes before the first.
    package init?(_ first: Int64, _ last: Int64) {
        guard first <= last else { return nil }
        self.first = first
        self.last = last
    }

    package init(_ blocks: ClosedRange<Int64>) {
        first = blocks.lowerBound
        last = blocks.upperBound
    }

    /// The number of blocks; all of them are at least 0, so that it cannot overflow but for the whole range of numbers.
    package var count: Int64 { last.subtractingReportingOverflow(first).partialValue.saturatingSuccessor }

    package func contains(_ other: BlockRange) -> Bool { first <= other.first && other.last <= last }

    /// The blocks that are also in another range; nil if there are none.
    package func intersection(_ other: BlockRange) -> BlockRange? {
        BlockRange(max(first, other.first), min(last, other.last))
    }
}

extension Int64 {
    /// The number after this one, or the greatest number.
    var saturatingSuccessor: Int64 { self == .max ? .max : self + 1 }
}
