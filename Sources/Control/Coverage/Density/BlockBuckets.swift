/// A division of a range of blocks into buckets of the same size; only the last may be smaller.
package struct BlockBuckets: Sendable, Hashable {
    package let frame: BlockRange
    /// The blocks of a bucket.
    package let width: Int64

    /// - Parameter most: the most buckets; a range of fewer blocks has a bucket for each.
    package init(_ frame: BlockRange, most: Int) {
        self.frame = frame
        width = max(1, frame.count / Int64(most) + (frame.count % Int64(most) == 0 ? 0 : 1))
    }

    package var count: Int { Int((frame.count - 1) / width) + 1 }

    /// The blocks of a bucket.
    package subscript(bucket: Int) -> BlockRange? {
        let first = frame.first + Int64(bucket) * width
        return BlockRange(first, frame.last - first < width ? frame.last : first + width - 1)
    }

    /// How many blocks of each bucket are in a set.
    package func counts(of blocks: BlockSet) -> [Int64] {
        var counts = Array(repeating: Int64(0), count: count)
        for range in blocks.intersection(BlockSet([frame])).ranges {
            let (low, high) = (Int((range.first - frame.first) / width), Int((range.last - frame.first) / width))
            for bucket in low...high {
                counts[bucket] += self[bucket]?.intersection(range)?.count ?? 0
            }
        }
        return counts
    }
}
