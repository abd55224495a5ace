/// Text in the exposition format 0.0.4 of Prometheus.
struct Exposition {
    private(set) var text = ""

    /// Appends a family; each at most once.
    mutating func write(_ snapshot: FamilySnapshot) {
        let family = snapshot.family
        text += "# HELP \(family.name) \(family.help.escaped(quotes: false))\n"
        text += "# TYPE \(family.name) \(family.type.rawValue)\n"
        for point in snapshot.points {
            switch point.value {
            case .single(let value): line(family.name, point.labels, value)
            case .histogram(let bounds, let counts): write(family.name, point.labels, bounds, counts)
            }
        }
    }

    private mutating func write(
        _ name: String, _ labels: [MetricLabel], _ bounds: [Double], _ counts: HistogramSeries.Counts
    ) {
        var count: UInt64 = 0
        for (bound, bucket) in zip(bounds + [.infinity], counts.buckets) {
            count += bucket
            let le = MetricLabel(name: "le", value: bound.metricText)
            line(name + "_bucket", labels + [le], .whole(Int64(clamping: count)))
        }
        line(name + "_sum", labels, .number(counts.sum))
        line(name + "_count", labels, .whole(Int64(clamping: count)))
    }

    private mutating func line(_ name: String, _ labels: [MetricLabel], _ value: MetricValue) {
        text += name
        if !labels.isEmpty {
            let pairs = labels.map { "\($0.name)=\"\($0.value.escaped(quotes: true))\"" }
            text += "{\(pairs.joined(separator: ","))}"
        }
        switch value {
        case .whole(let number): text += " \(number)\n"
        case .number(let number): text += " \(number.metricText)\n"
        }
    }
}

extension Double {
    /// In the syntax of Prometheus: `0.25`, `3`, `+Inf`.
    fileprivate var metricText: String {
        if isNaN { return "NaN" }
        if isInfinite { return self < 0 ? "-Inf" : "+Inf" }
        if let whole = Int64(exactly: self) { return "\(whole)" }
        return "\(self)"
    }
}

extension String {
    /// On one line: a backslash escapes a backslash, a line feed and, in a label, a quote.
    fileprivate func escaped(quotes: Bool) -> String {
        var escaped = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "\\": escaped += #"\\"#
            case "\n": escaped += #"\n"#
            case "\"" where quotes: escaped += #"\""#
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
