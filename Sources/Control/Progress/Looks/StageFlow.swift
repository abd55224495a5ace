import Bus
import DeadLetters
import Ledger
import RabbitMQ

/// Estimates the batches per second of each stage from changes of the ledger and the queues.
///
/// The output of a stage waits in a later queue, is dead-lettered later, or is loaded. Unacknowledged batches do not
/// count: they are few, and their number hardly changes.
struct StageFlow: Sendable {
    private var samples: [(at: ContinuousClock.Instant, passed: [Stage: Int])] = []

    mutating func note(_ broker: BrokerReport, _ progress: [SourceProgress], at now: ContinuousClock.Instant) {
        var passed: [Stage: Int] = [:]
        var behind = progress.reduce(0) { $0 + $1.batchesDone }
        for stage in Stage.allCases.reversed() {
            passed[stage] = behind
            guard let queues = broker.stages[stage] else { return }
            behind += queues.ready + queues.dead
        }
        samples.append((now, passed))
        while samples.count > 2, now - samples[0].at > .seconds(20) { samples.removeFirst() }
    }

    /// Nil before the second reading.
    func batchesPerSecond(_ stage: Stage) -> Double? {
        guard let first = samples.first, let last = samples.last, last.at > first.at,
            let before = first.passed[stage], let now = last.passed[stage]
        else { return nil }
        return Double(max(0, now - before)) / ((last.at - first.at) / .seconds(1))
    }
}
