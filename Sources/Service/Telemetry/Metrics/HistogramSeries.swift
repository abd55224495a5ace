import CoreMetrics
import Synchronization

/// Counts of values by size; times are in seconds.
final class HistogramSeries: RecorderHandler, TimerHandler, Sendable {
    /// The counts at one moment: of each bucket's own values, and last of the values above all bounds.
    struct Counts: Sendable, Equatable {
        var buckets: [UInt64]
        var sum = 0.0
    }

    /// The upper bounds of the buckets.
    let bounds: [Double]
    private let state: Mutex<Counts>

    init(bounds: [Double]) {
        self.bounds = bounds
        state = Mutex(Counts(buckets: [UInt64](repeating: 0, count: bounds.count + 1)))
    }

    var counts: Counts { state.withLock { $0 } }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        guard !value.isNaN else { return }
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock { counts in
            counts.buckets[bucket] += 1
            counts.sum += value
        }
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
}
