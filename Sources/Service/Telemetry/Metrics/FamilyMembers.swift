import CoreMetrics

/// The series of a family, in bounded number.
struct FamilyMembers {
    enum Series {
        case counter(CounterSeries)
        case gauge(GaugeSeries)
        case histogram(HistogramSeries)
    }

    let family: MetricFamily
    private let limit: Int
    private var series: [[MetricLabel]: Series] = [:]
    /// The series for all label sets beyond the limit.
    private var overflow: (labels: [MetricLabel], series: Series)?

    init(_ family: MetricFamily, limit: Int) {
        self.family = family
        self.limit = limit
    }

    /// The series with these labels, made on first use.
    mutating func member(_ labels: [MetricLabel]) -> Series {
        if let known = series[labels] { return known }
        guard series.count < limit else { return other(labels) }
        let new = make()
        series[labels] = new
        return new
    }

    private mutating func other(_ labels: [MetricLabel]) -> Series {
        if let overflow { return overflow.series }
        let names = labels.map { MetricLabel(name: $0.name, value: "other") }
        // It can exist as one of the series within the limit.
        let shared = series[names] ?? make()
        overflow = (names, shared)
        return shared
    }

    private func make() -> Series {
        switch family.type {
        case .counter: .counter(CounterSeries())
        case .gauge: .gauge(GaugeSeries())
        case .histogram: .histogram(HistogramSeries(bounds: family.buckets))
        }
    }

    var snapshot: FamilySnapshot {
        var all = series
        if let overflow { all[overflow.labels] = overflow.series }
        let points = all.map { FamilySnapshot.Point(labels: $0, value: $1.value) }
        return FamilySnapshot(family, points.sorted { $0.labels.lexicographicallyPrecedes($1.labels) })
    }
}

extension FamilyMembers.Series {
    fileprivate var value: FamilySnapshot.Value {
        switch self {
        case .counter(let series): .single(series.value)
        case .gauge(let series): .single(series.value)
        case .histogram(let series): .histogram(bounds: series.bounds, series.counts)
        }
    }
}
