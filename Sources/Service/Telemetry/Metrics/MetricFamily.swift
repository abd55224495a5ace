/// The description of the metrics of one name, without their values.
package struct MetricFamily: Sendable, Hashable {
    /// The type of the family's values.
    package enum MetricType: String, Sendable {
        case counter
        case gauge
        case histogram
    }

    /// The name in Prometheus: `etl_records_total`.
    package let name: String
    package let type: MetricType
    /// A sentence for a person.
    package let help: String
    /// For a histogram: the upper bounds of its buckets, ascending and finite; `+Inf` is added to them.
    package let buckets: [Double]

    package init(_ name: String, _ type: MetricType, help: String, buckets: [Double] = []) {
        self.name = name
        self.type = type
        self.help = help
        self.buckets = buckets
    }
}
