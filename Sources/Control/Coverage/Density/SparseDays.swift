import DisplayText

/// Days with few records beside their neighbours.
enum SparseDays {
    /// The most days between the first and the last; more come from wrong times.
    private static let mostDays = 100_000

    /// Judges the days between the first and the last. Those two may be parts of days, and are neither judged nor neighbours.
    ///
    /// - Parameter counts: the records by the days since 1970-01-01.
    static func find(in counts: [Int: Int]) -> [CoverageReport.SparseDay] {
        guard let first = counts.keys.min(), let last = counts.keys.max(), last - first >= 2,
            last - first <= mostDays
        else { return [] }
        let days = Array(first + 1..<last)
        let intervals = days.map { SparseRule.Interval(records: Double(counts[$0] ?? 0), covered: 1) }
        return SparseRule.sparse(intervals).map { place, expected in
            let day = days[place]
            return CoverageReport.SparseDay(
                day: String(Format.moment(day * 86_400).prefix(10)), records: counts[day] ?? 0,
                expected: Int(expected.rounded()))
        }
    }
}
