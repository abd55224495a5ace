/// A number for output: whole ones without a fraction.
enum MetricValue: Sendable, Equatable {
    case whole(Int64)
    case number(Double)
}

/// A family at one moment.
struct FamilySnapshot: Sendable {
    enum Value: Sendable {
        case single(MetricValue)
        case histogram(bounds: [Double], HistogramSeries.Counts)
    }

    struct Point: Sendable {
        let labels: [MetricLabel]
        let value: Value
    }

    let family: MetricFamily
    let points: [Point]

    init(_ family: MetricFamily, _ points: [Point]) {
        self.family = family
        self.points = points
    }

    /// A family with one value and no labels.
    init(_ family: MetricFamily, _ value: MetricValue) {
        self.init(family, [Point(labels: [], value: .single(value))])
    }
}
