import CoreMetrics

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
