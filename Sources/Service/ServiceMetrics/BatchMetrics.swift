import Bus
import Clocks
import CoreMetrics
import ETLModels
package import RabbitMQ
import Telemetry

/// A stage's deliveries in flight, and their outcomes.
///
/// Every attempt at a delivery ends as done or skipped (the stage's handler counts these), dead, or retried. An attempt
/// counts as none of these if the delivery went back to its queue, or its connection was lost.
package struct BatchMetrics: Sendable {
    private let inFlight: Meter
    private let inFlightBytes: Meter
    private let age: Timer
    private let duration: PerKind<Timer>
    private let dead: PerKind<Counter>
    private let retried: PerKind<Counter>
    private let deadLetters: ReasonCounters

    init(_ maker: MetricMaker) {
        inFlight = maker.gauge(MetricCatalogue.batchesInFlight, [maker.stageLabel])
        inFlightBytes = maker.gauge(MetricCatalogue.inFlightBytes, [maker.stageLabel])
        age = maker.timer(MetricCatalogue.batchAge, [maker.stageLabel])
        duration = PerKind { maker.timer(MetricCatalogue.batchDuration, [maker.stageLabel, $0]) }
        dead = maker.outcomes(MetricCatalogue.batches, "dead")
        retried = maker.outcomes(MetricCatalogue.batches, "retried")
        deadLetters = ReasonCounters(known: DeadLetterReason.known) { reason in
            maker.counter(MetricCatalogue.deadLetters, [maker.stageLabel, ("reason", reason)])
        }
        inFlight.set(0)
        inFlightBytes.set(0)
    }

    /// A worker has taken deliveries. Each must leave again.
    package func take(_ deliveries: [Delivery]) {
        inFlight.increment(by: Double(deliveries.count))
        inFlightBytes.increment(by: Double(deliveries.reduce(0) { $0 + $1.body.count }))
        let now = Duration.sinceEpoch
        for delivery in deliveries {
            if let time = delivery.age(at: now) { age.record(time) }
        }
    }

    /// A worker no longer holds a delivery.
    package func putDown(_ delivery: Delivery) {
        inFlight.decrement()
        inFlightBytes.decrement(by: Double(delivery.body.count))
    }

    /// A delivery was acked or dead-lettered, at this duration after a worker took it.
    package func settle(_ delivery: Delivery, after time: Duration) {
        duration[delivery.kind].record(time)
    }

    /// A worker keeps a delivery for a retry.
    package func retry(_ delivery: Delivery) {
        retried[delivery.kind].increment()
    }

    /// A delivery has become a dead letter.
    package func bury(_ delivery: Delivery, reason: String) {
        dead[delivery.kind].increment()
        deadLetters[DeadLetterReason.label(reason)].increment()
    }
}
