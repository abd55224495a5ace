/// Repeated measurements of one figure.
package struct Sample: Sendable, Codable, Hashable {
    /// In the order in which they were taken; never empty.
    package let values: [Double]

    /// Nil when there are no values.
    package init?(_ values: [Double]) {
        guard !values.isEmpty else { return nil }
        self.values = values
    }

    /// The median; of an even number of values, the mean of the middle two.
    package var median: Double {
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    package var lowest: Double { values.reduce(.infinity, min) }
    package var highest: Double { values.reduce(-.infinity, max) }
}
