/// What is known of the metrics of one name before any of them has a value.
package struct MetricFamily: Sendable, Hashable {
    /// How values of the family come about, and how they are shown.
    package enum MetricType: String, Sendable {
        case counter
        case gauge
        case histogram
    }

    /// The name as Prometheus has it: `etl_records_total`.
    package let name: String
    package let type: MetricType
    /// A sentence for a person.
    package let help: String
    /// Of a histogram: the upper bounds of its buckets, ascending and finite; `+Inf` is added to them.
    package let buckets: [Double]

    package init(_ name: String, _ type: MetricType, help: String, buckets: [Double] = []) {
        self.name = name
        self.type = type
        self.help = help
        self.buckets = buckets
    }
}
