import RecordBlocks

/// The records of each bucket of a frame, and the buckets with few of them.
struct Density: Sendable {
    let buckets: [CoverageReport.Bucket]
    let sparse: [CoverageReport.SparseBlocks]
    let isEstimate: Bool

    var records: Int { buckets.reduce(0) { $0 + $1.records } }

    /// - Parameter counted: nil if nobody could count.
    init(of map: CoverageMap, _ counted: (buckets: BlockBuckets, counts: BucketCounts)?) {
        guard let (places, counts) = counted else {
            (buckets, sparse, isEstimate) = ([], [], true)
            return
        }
        isEstimate = counts.readPart < 1
        let (loaded, scanned) = (places.counts(of: map.loaded), places.counts(of: map.scanned))
        let records = (0..<places.count).map { counts.records[$0] ?? 0 }
        let intervals = (0..<places.count).map { place in
            SparseRule.Interval(records: Double(records[place]), covered: Double(loaded[place] + scanned[place]))
        }
        let found = SparseRule.sparseParts(intervals)
        let isSparse = Set(found.map(\.place))
        buckets = (0..<places.count).compactMap { place in
            places[place].map { blocks in
                CoverageReport.Bucket(
                    from: blocks.first, to: blocks.last, records: records[place], loadedBlocks: loaded[place],
                    scannedBlocks: scanned[place],
                    gapBlocks: max(0, blocks.count - loaded[place] - scanned[place]),
                    isSparse: isSparse.contains(place))
            }
        }
        sparse = Self.joined(found, buckets)
    }

    /// Joins sparse buckets that follow one another.
    private static func joined(
        _ found: [(place: Int, expected: Double)], _ buckets: [CoverageReport.Bucket]
    ) -> [CoverageReport.SparseBlocks] {
        var joined: [CoverageReport.SparseBlocks] = []
        for (place, expected) in found {
            let (bucket, expected) = (buckets[place], Int(expected.rounded()))
            if let before = joined.last, before.to + 1 == bucket.from {
                joined[joined.count - 1] = CoverageReport.SparseBlocks(
                    from: before.from, to: bucket.to, records: before.records + bucket.records,
                    expected: before.expected + expected)
            } else {
                joined.append(
                    CoverageReport.SparseBlocks(
                        from: bucket.from, to: bucket.to, records: bucket.records, expected: expected))
            }
        }
        return joined
    }
}
