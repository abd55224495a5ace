package import CoreMetrics
import Synchronization

/// Keeps the values of all metrics of the process, and shows them as Prometheus reads them.
///
/// To change a value is an atomic operation or a short lock, and allocates nothing. To make a metric takes a lock and
/// allocates, so keep what was made; one with a name and labels that are known shares the values. A family has a bounded
/// number of label sets, and there is a bounded number of families, so that nothing grows without bound: what is beyond
/// goes to the label values `other`, or is not kept.
///
/// A metric is of its family's type. What is made as another type than the family has (a counter with the name of a
/// gauge) is not kept: a histogram is a timer or a recorder, a gauge is a gauge or a meter.
package final class PrometheusRegistry: MetricsFactory, Sendable {
    private static let undescribedLimit = 100

    private let labelSetLimit: Int
    private let described: Int
    private let members: Mutex<[String: FamilyMembers]>

    /// - Parameters:
    ///   - families: those that are known; of two with the same name, the last. A metric of another name is shown with the
    ///     type it was made with, and a histogram with buckets from 5 ms to 10 s.
    ///   - labelSets: how many series a family may have.
    package init(_ families: [MetricFamily], labelSets: Int = 1000) {
        labelSetLimit = labelSets
        let members = Dictionary(families.map { ($0.name, FamilyMembers($0, limit: labelSets)) }) { $1 }
        described = members.count
        self.members = Mutex(members)
    }

    /// The text exposition format, version 0.0.4: families by name, and in a family series by their labels.
    ///
    /// Source: https://prometheus.io/docs/instrumenting/exposition_formats/
    package func exposition() -> String {
        let own = members.withLock { $0.values.map(\.snapshot) }.filter { !$0.points.isEmpty }
        var text = Exposition()
        for family in (own + ProcessMetrics.families()).sorted(by: { $0.family.name < $1.family.name }) {
            text.write(family)
        }
        return text.text
    }

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        if case .counter(let series)? = series(label, dimensions, made: [.counter]) { return series }
        return NOOPMetricsHandler.instance
    }

    package func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        if case .counter(let series)? = series(label, dimensions, made: [.counter]) { return series }
        return NOOPMetricsHandler.instance
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        if case .gauge(let series)? = series(label, dimensions, made: [.gauge]) { return series }
        return NOOPMetricsHandler.instance
    }

    /// A gauge, or with `aggregate` a histogram; where the family is known, whichever of the two that is.
    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        switch series(label, dimensions, made: aggregate ? [.histogram, .gauge] : [.gauge, .histogram]) {
        case .gauge(let series)?: series
        case .histogram(let series)?: series
        default: NOOPMetricsHandler.instance
        }
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        if case .histogram(let series)? = series(label, dimensions, made: [.histogram]) { return series }
        return NOOPMetricsHandler.instance
    }

    // Values stay when the metric goes: a counter that vanishes looks like a restart to Prometheus.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}

    /// - Parameter types: those that the family may have; the first, when it is not known.
    private func series(
        _ label: String, _ dimensions: [(String, String)], made types: [MetricFamily.MetricType]
    ) -> FamilyMembers.Series? {
        let name = label.metricName(colons: true)
        let labels = MetricLabel.sorted(dimensions)
        return members.withLock { members in
            if members[name] == nil, let type = types.first {
                guard members.count - described < Self.undescribedLimit else { return nil }
                members[name] = FamilyMembers(.undescribed(name, type), limit: labelSetLimit)
            }
            guard let family = members[name]?.family, types.contains(family.type) else { return nil }
            return members[name]?.member(labels)
        }
    }
}

extension MetricFamily {
    fileprivate static func undescribed(_ name: String, _ type: MetricType) -> MetricFamily {
        let buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
        return MetricFamily(name, type, help: "Not described.", buckets: type == .histogram ? buckets : [])
    }
}
