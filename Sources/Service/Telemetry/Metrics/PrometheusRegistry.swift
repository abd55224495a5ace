package import CoreMetrics
import Synchronization

/// Keeps the values of all metrics of the process, and exports them for Prometheus.
///
/// Changing a value is an atomic operation or a short lock, and allocates nothing. Making a metric takes a lock and
/// allocates, so keep it; metrics of the same name and labels share their values. The numbers of families and of label
/// sets per family are bounded. Label sets beyond the limit go to the label values `other`; families beyond it are
/// dropped.
///
/// A metric has its family's type. The registry drops a metric of another type (a counter with the name of a gauge). A
/// histogram is a timer or a recorder; a gauge is a gauge or a meter.
package final class PrometheusRegistry: MetricsFactory, Sendable {
    private static let undescribedLimit = 100

    private let labelSetLimit: Int
    private let described: Int
    private let members: Mutex<[String: FamilyMembers]>

    /// - Parameters:
    ///   - families: the known families; of two with the same name, the last. A metric of another name has the type it
    ///     was made with, and as a histogram has buckets from 5 ms to 10 s.
    ///   - labelSets: the most series of a family.
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

    /// A gauge, or with `aggregate` a histogram; a known family decides by its type.
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

    // Values stay after the metric is destroyed: Prometheus would take a vanished counter for a restart.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}

    /// - Parameter types: the types that the family can have; the first if the family is unknown.
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
