import CoreMetrics
import Synchronization

/// A number that only grows, from the start of the process.
final class CounterSeries: CounterHandler, FloatingPointCounterHandler, Sendable {
    // Separate, so that counts of whole numbers stay exact at any size.
    private let whole = Atomic<Int64>(0)
    private let fraction = AtomicDouble()

    var value: MetricValue {
        let whole = whole.load(ordering: .relaxed)
        let fraction = fraction.value
        return fraction == 0 ? .whole(whole) : .number(Double(whole) + fraction)
    }

    func increment(by amount: Int64) {
        guard amount > 0 else { return }
        whole.wrappingAdd(amount, ordering: .relaxed)
    }

    func increment(by amount: Double) {
        guard amount > 0, amount.isFinite else { return }
        fraction.add(amount)
    }

    func reset() {
        whole.store(0, ordering: .relaxed)
        fraction.store(0)
    }
}

/// A number that goes up and down.
final class GaugeSeries: RecorderHandler, MeterHandler, Sendable {
    private let number = AtomicDouble()

    var value: MetricValue { .number(number.value) }

    func record(_ value: Int64) { number.store(Double(value)) }
    func record(_ value: Double) { number.store(value) }
    func set(_ value: Int64) { number.store(Double(value)) }
    func set(_ value: Double) { number.store(value) }
    func increment(by amount: Double) { number.add(amount) }
    func decrement(by amount: Double) { number.add(-amount) }
}
