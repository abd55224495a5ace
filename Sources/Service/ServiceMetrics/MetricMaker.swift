import Bus
import CoreMetrics
import ETLModels
import Telemetry

/// Makes the handles of a stage's metrics. Each is made once and kept, so that counting allocates nothing.
struct MetricMaker {
    let stage: Stage
    let factory: any MetricsFactory

    /// The label of the stage's own metrics.
    var stageLabel: (String, String) { ("stage", stage.rawValue) }

    func counter(_ family: MetricFamily, _ labels: [(String, String)]) -> Counter {
        Counter(label: family.name, dimensions: labels, factory: factory)
    }

    func gauge(_ family: MetricFamily, _ labels: [(String, String)]) -> Meter {
        Meter(label: family.name, dimensions: labels, factory: factory)
    }

    func timer(_ family: MetricFamily, _ labels: [(String, String)]) -> Timer {
        Timer(label: family.name, dimensions: labels, factory: factory)
    }

    /// A counter for each kind, for one outcome of this stage's records or batches.
    func outcomes(_ family: MetricFamily, _ outcome: String) -> PerKind<Counter> {
        PerKind { kind in counter(family, [stageLabel, kind, ("outcome", outcome)]) }
    }
}

/// A value for each kind of record, and one for an unknown kind.
struct PerKind<Value: Sendable>: Sendable {
    /// By the kind's code; 0 stands for none.
    private let values: [Value]
    private let none: Value

    /// - Parameter make: receives the label of the kind.
    init(_ make: (_ label: (String, String)) -> Value) {
        let none = make(("kind", "none"))
        var values = [Value](repeating: none, count: 1 + Int(RecordKind.allCases.map(\.rawValue).max() ?? 0))
        for kind in RecordKind.allCases { values[Int(kind.rawValue)] = make(("kind", kind.name)) }
        self.values = values
        self.none = none
    }

    subscript(kind: RecordKind?) -> Value { kind.map { values[Int($0.rawValue)] } ?? none }
}
