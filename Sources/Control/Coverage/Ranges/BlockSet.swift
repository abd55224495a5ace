/// A set of blocks, as ranges that neither overlap nor touch, in ascending order.
package struct BlockSet: Sendable, Hashable {
    package private(set) var ranges: [BlockRange]

    /// The union of ranges, which may overlap and come in any order.
    package init(_ ranges: some Sequence<BlockRange>) {
        var merged: [BlockRange] = []
        for range in ranges.sorted(by: { $0.first < $1.first }) {
            if let end = merged.last, range.first <= end.last.saturatingSuccessor,
                let joined = BlockRange(end.first, max(end.last, range.last))
            {
                merged[merged.count - 1] = joined
            } else {
                merged.append(range)
            }
        }
        self.ranges = merged
    }

    package var isEmpty: Bool { ranges.isEmpty }

    /// The number of blocks.
    package var count: Int64 { ranges.reduce(0) { $0.addingReportingOverflow($1.count).partialValue } }

    /// The blocks of both sets.
    package func union(_ other: BlockSet) -> BlockSet { BlockSet(ranges + other.ranges) }

    /// The blocks of a range that are not in the set.
    package func gaps(in frame: BlockRange) -> BlockSet {
        var gaps: [BlockRange] = []
        var next = frame.first
        for range in ranges where range.last >= frame.first {
            guard range.first <= frame.last else { break }
            if let gap = BlockRange(next, range.first &- 1), range.first > next { gaps.append(gap) }
            guard range.last < frame.last else { return BlockSet(gaps) }
            next = range.last + 1
        }
        if let gap = BlockRange(next, frame.last) { gaps.append(gap) }
        return BlockSet(gaps)
    }

    /// The blocks of the set that are not in another.
    package func subtracting(_ other: BlockSet) -> BlockSet {
        BlockSet(ranges.flatMap { other.gaps(in: $0).ranges })
    }

    /// The blocks that are in both sets.
    package func intersection(_ other: BlockSet) -> BlockSet {
        var found: [BlockRange] = []
        var (mine, theirs) = (ranges[...], other.ranges[...])
        while let one = mine.first, let two = theirs.first {
            if let both = one.intersection(two) { found.append(both) }
            if one.last < two.last { mine.removeFirst() } else { theirs.removeFirst() }
        }
        return BlockSet(found)
    }

    /// Whether all blocks of a range are in the set.
    package func contains(_ range: BlockRange) -> Bool {
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].last < range.first { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].contains(range)
    }
}
