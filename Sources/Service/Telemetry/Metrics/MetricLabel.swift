/// A name and a value that distinguish one series of a family from the others.
struct MetricLabel: Sendable, Hashable, Comparable {
    let name: String
    let value: String

    static func < (one: MetricLabel, other: MetricLabel) -> Bool {
        (one.name, one.value) < (other.name, other.value)
    }

    /// Labels in their canonical order; of two with the same name, the last.
    static func sorted(_ dimensions: [(String, String)]) -> [MetricLabel] {
        let values = Dictionary(dimensions.map { ($0.metricName(colons: false), $1) }) { $1 }
        return values.map { MetricLabel(name: $0, value: $1) }.sorted()
    }
}

extension String {
    /// The name with `_` in place of characters that Prometheus does not allow in names.
    ///
    /// - Parameter colons: whether colons are allowed: in a metric's name, not in a label's.
    func metricName(colons: Bool) -> String {
        var name = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "a"..."z", "A"..."Z", "_": name.unicodeScalars.append(scalar)
            case "0"..."9" where !name.isEmpty: name.unicodeScalars.append(scalar)
            case ":" where colons: name.unicodeScalars.append(scalar)
            default: name.append("_")
            }
        }
        return name.isEmpty ? "_" : name
    }
}
