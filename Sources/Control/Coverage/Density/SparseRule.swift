/// Finds intervals with suspiciously few records beside their neighbours.
///
/// An interval is judged by its records for each covered block, against the eight nearest intervals with covered blocks, four on each
/// side if there are as many. It is sparse if it has less than half of their median, and lies further below the median than four times
/// their usual deviation (1.4826 times the median of the absolute deviations, the standard deviation of a normal distribution).
/// Nothing is judged where fewer than twenty records are expected, or with fewer than four neighbours.
package enum SparseRule {
    /// Records among covered blocks, or days.
    package struct Interval: Sendable, Hashable {
        package let records: Double
        /// The blocks that are loaded or scanned; 0 for an interval that is neither judged nor a neighbour.
        package let covered: Double

        package init(records: Double, covered: Double) {
            self.records = records
            self.covered = covered
        }
    }

    package static let neighboursOnASide = 4
    static let leastNeighbours = 4
    static let leastExpected = 20.0
    static let deviations = 4.0

    /// The places of the sparse intervals, each with the number of records that its neighbours lead to expect.
    package static func sparse(_ intervals: [Interval]) -> [(place: Int, expected: Double)] {
        let judged = intervals.indices.filter { intervals[$0].covered > 0 }
        let densities = judged.map { intervals[$0].records / intervals[$0].covered }
        return judged.indices.compactMap { index in
            let around = neighbours(of: index, in: densities)
            guard around.count >= leastNeighbours else { return nil }
            let middle = median(around)
            let expected = middle * intervals[judged[index]].covered
            let usual = 1.4826 * median(around.map { abs($0 - middle) })
            let isSparse =
                expected >= leastExpected && densities[index] < middle / 2
                && middle - densities[index] > deviations * usual
            return isSparse ? (judged[index], expected) : nil
        }
    }

    /// The same at several sizes, since a stretch of many sparse intervals is its own neighbour: of intervals joined by fives and by
    /// twenty-fives, those parts are sparse that themselves have less than half of what is expected.
    package static func sparseParts(_ intervals: [Interval]) -> [(place: Int, expected: Double)] {
        var found: [Int: Double] = [:]
        for size in [1, 5, 25] {
            let joined = stride(from: 0, to: intervals.count, by: size).map { start in
                join(intervals[start..<min(start + size, intervals.count)])
            }
            for (place, expected) in sparse(joined) {
                let usual = expected / joined[place].covered
                for part in place * size..<min((place + 1) * size, intervals.count) where found[part] == nil {
                    let interval = intervals[part]
                    if interval.covered > 0, interval.records < usual * interval.covered / 2 {
                        found[part] = usual * interval.covered
                    }
                }
            }
        }
        return found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private static func join(_ parts: ArraySlice<Interval>) -> Interval {
        // What lies in no covered block would count for the others.
        let covered = parts.filter { $0.covered > 0 }
        return Interval(
            records: covered.reduce(0) { $0 + $1.records }, covered: covered.reduce(0) { $0 + $1.covered })
    }

    /// The nearest values, as many on each side as there are, eight in all where that is possible.
    private static func neighbours(of index: Int, in values: [Double]) -> [Double] {
        let wanted = min(2 * neighboursOnASide, values.count - 1)
        var low = max(0, index - neighboursOnASide)
        let high = min(values.count - 1, low + wanted)
        low = max(0, high - wanted)
        return (low...high).filter { $0 != index }.map { values[$0] }
    }

    private static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        guard let upper = sorted.dropFirst(sorted.count / 2).first else { return 0 }
        return sorted.count.isMultiple(of: 2) ? (sorted[sorted.count / 2 - 1] + upper) / 2 : upper
    }
}
