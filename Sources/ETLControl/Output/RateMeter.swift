/// Measures how fast a count grows, over about the last ten seconds, and how long the rest will take.
struct RateMeter {
    private var samples: [(at: ContinuousClock.Instant, count: Int, fraction: Double)] = []

    mutating func note(_ count: Int, fraction: Double, at now: ContinuousClock.Instant) {
        samples.append((now, count, fraction))
        while samples.count > 2, now - samples[0].at > .seconds(10) { samples.removeFirst() }
    }

    /// Per second; nil before anything has been counted.
    var rate: Double? {
        guard let first = samples.first, let last = samples.last, last.count > first.count else { return nil }
        return Double(last.count - first.count) / ((last.at - first.at) / .seconds(1))
    }

    /// At the present pace; nil when there is none.
    var secondsLeft: Double? {
        guard let first = samples.first, let last = samples.last, last.fraction > first.fraction else { return nil }
        return (1 - last.fraction) * ((last.at - first.at) / .seconds(1)) / (last.fraction - first.fraction)
    }
}
