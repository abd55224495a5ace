import CoreMetrics
package import ETLModels

/// The transformer's metrics.
package struct TransformMetrics: Sendable {
    private let passed: PerKind<Counter>
    private let rejected: PerKind<Counter>
    private let skipped: PerKind<Counter>
    private let batches: PerKind<Counter>
    private let repaired: PerKind<Counter>
    private let rejects: PerKind<[RejectReason: Counter]>

    package init(_ metrics: StageMetrics) {
        let maker = metrics.maker
        passed = maker.outcomes(MetricCatalogue.records, "passed")
        rejected = maker.outcomes(MetricCatalogue.records, "rejected")
        skipped = maker.outcomes(MetricCatalogue.records, "skipped")
        batches = maker.outcomes(MetricCatalogue.batches, "done")
        repaired = PerKind { maker.counter(MetricCatalogue.recordsRepaired, [$0]) }
        let reasons = RejectReason.allCases.filter { !$0.isAboutTable }
        rejects = PerKind { kind in
            let counters = reasons.map { maker.counter(MetricCatalogue.rejects, [kind, ("reason", $0.name)]) }
            return Dictionary(uniqueKeysWithValues: zip(reasons, counters))
        }
    }

    /// The broker has stored a batch of values.
    package func published(_ kind: RecordKind, _ tally: BatchTally) {
        batches[kind].increment()
        passed[kind].increment(by: tally.accepted)
        repaired[kind].increment(by: tally.repaired)
        rejected[kind].increment(by: tally.rejected)
        skipped[kind].increment(by: tally.skipped)
        for (reason, count) in tally.rejects { rejects[kind][reason]?.increment(by: count) }
    }
}
