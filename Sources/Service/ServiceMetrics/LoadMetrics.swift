import CoreMetrics
package import ETLModels
import Telemetry

/// The loader's metrics.
package struct LoadMetrics: Sendable {
    private let loaded: PerKind<Counter>
    private let duplicates: PerKind<Counter>
    private let rejected: PerKind<Counter>
    private let conflicts: PerKind<Counter>
    private let batches: PerKind<Counter>
    private let skipped: PerKind<Counter>
    private let ledgerSkips: PerKind<Counter>
    private let copiedBytes: Counter
    private let commitDuration: Timer

    package init(_ metrics: StageMetrics) {
        let maker = metrics.maker
        loaded = maker.outcomes(MetricCatalogue.records, "loaded")
        duplicates = maker.outcomes(MetricCatalogue.records, "duplicate")
        rejected = maker.outcomes(MetricCatalogue.records, "rejected")
        conflicts = PerKind { kind in
            maker.counter(MetricCatalogue.rejects, [kind, ("reason", RejectReason.conflict.name)])
        }
        batches = maker.outcomes(MetricCatalogue.batches, "done")
        skipped = maker.outcomes(MetricCatalogue.batches, "skipped")
        ledgerSkips = PerKind { maker.counter(MetricCatalogue.ledgerSkips, [$0]) }
        copiedBytes = maker.counter(MetricCatalogue.bytesSent, [maker.stageLabel])
        commitDuration = maker.timer(MetricCatalogue.commitDuration, [])
    }

    /// A batch is in the database with its rejects: the transformer's, and the conflicts.
    package func committed(_ kind: RecordKind, loaded new: Int, duplicates same: Int, rejected bad: Int, conflicts: Int)
    {
        batches[kind].increment()
        loaded[kind].increment(by: new)
        duplicates[kind].increment(by: same)
        rejected[kind].increment(by: bad)
        self.conflicts[kind].increment(by: conflicts)
    }

    /// A batch was already in the ledger.
    package func skipped(_ kind: RecordKind) {
        skipped[kind].increment()
        ledgerSkips[kind].increment()
    }

    /// The database has answered a COMMIT.
    package func committed(after time: Duration) { commitDuration.record(time) }

    /// COPY has sent this many bytes, committed or not.
    package func copied(bytes: Int) { copiedBytes.increment(by: bytes) }
}
