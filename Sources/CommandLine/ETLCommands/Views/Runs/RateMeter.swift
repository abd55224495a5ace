import DeadLetters
import Downloads
import RabbitMQ

/// Measures the growth rate of a count over the last ten seconds or so, and estimates the time left.
struct RateMeter {
    private var samples: [(at: ContinuousClock.Instant, count: Int, fraction: Double)] = []

    mutating func note(_ count: Int, fraction: Double, at now: ContinuousClock.Instant) {
        samples.append((now, count, fraction))
        while samples.count > 2, now - samples[0].at > .seconds(10) { samples.removeFirst() }
    }

    /// Per second; nil until the count grows.
    var rate: Double? {
        guard let first = samples.first, let last = samples.last, last.count > first.count else { return nil }
        return Double(last.count - first.count) / ((last.at - first.at) / .seconds(1))
    }

    /// At the present rate; nil without progress.
    var secondsLeft: Double? {
        guard let first = samples.first, let last = samples.last, last.fraction > first.fraction else { return nil }
        return (1 - last.fraction) * ((last.at - first.at) / .seconds(1)) / (last.fraction - first.fraction)
    }
}
