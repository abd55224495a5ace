import Ledger
import Pipeline

/// Estimates how many batches the stages do per second, from how the ledger and the queues change.
///
/// What a stage has passed on is either waiting behind it, dead behind it, or loaded. What services have in hand at the
/// moment is left out: it is a few batches, and about as many each time.
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

    /// Nil before the second look.
    func batchesPerSecond(_ stage: Stage) -> Double? {
        guard let first = samples.first, let last = samples.last, last.at > first.at,
            let before = first.passed[stage], let now = last.passed[stage]
        else { return nil }
        return Double(max(0, now - before)) / ((last.at - first.at) / .seconds(1))
    }
}
