import CoreMetrics
package import ETLModels
import Telemetry

/// The loader's metrics.
package struct LoadMetrics: Sendable {
    private let loaded: PerKind<Counter>
    private let duplicates: PerKind<Counter>
    private let completed: PerKind<Counter>
    private let rejected: PerKind<Counter>
    private let replaced: PerKind<Counter>
    private let conflicts: PerKind<Counter>
    private let outranked: PerKind<Counter>
    private let batches: PerKind<Counter>
    private let skipped: PerKind<Counter>
    private let removed: PerKind<Counter>
    private let ledgerSkips: PerKind<Counter>
    private let copiedBytes: Counter
    private let commitDuration: Timer

    package init(_ metrics: StageMetrics) {
        let maker = metrics.maker
        loaded = maker.outcomes(MetricCatalogue.records, "loaded")
        duplicates = maker.outcomes(MetricCatalogue.records, "duplicate")
        completed = PerKind { maker.counter(MetricCatalogue.recordsCompleting, [$0]) }
        replaced = PerKind { maker.counter(MetricCatalogue.recordsReplacing, [$0]) }
        rejected = maker.outcomes(MetricCatalogue.records, "rejected")
        conflicts = PerKind { kind in
            maker.counter(MetricCatalogue.rejects, [kind, ("reason", RejectReason.conflict.name)])
        }
        outranked = PerKind { kind in
            maker.counter(MetricCatalogue.rejects, [kind, ("reason", RejectReason.replaced.name)])
        }
        batches = maker.outcomes(MetricCatalogue.batches, "done")
        skipped = maker.outcomes(MetricCatalogue.batches, "skipped")
        removed = maker.outcomes(MetricCatalogue.batches, "removed")
        ledgerSkips = PerKind { maker.counter(MetricCatalogue.ledgerSkips, [$0]) }
        copiedBytes = maker.counter(MetricCatalogue.bytesSent, [maker.stageLabel])
        commitDuration = maker.timer(MetricCatalogue.commitDuration, [])
    }

    /// A batch is in the database with its rejects: the transformer's, and the conflicts.
    ///
    /// - Parameters:
    ///   - completed: the duplicates that completed stored rows.
    ///   - replaced: the loaded records that took the place of stored rows.
    ///   - outranked: the rejects whose keys are stored by sources that replace others.
    package func committed(
        _ kind: RecordKind, loaded new: Int, duplicates same: Int, completed: Int, replaced: Int, rejected bad: Int,
        conflicts: Int, outranked: Int
    ) {
        batches[kind].increment()
        loaded[kind].increment(by: new)
        duplicates[kind].increment(by: same)
        self.completed[kind].increment(by: completed)
        rejected[kind].increment(by: bad)
        self.replaced[kind].increment(by: replaced)
        self.conflicts[kind].increment(by: conflicts)
        self.outranked[kind].increment(by: outranked)
    }

    /// A batch was already in the ledger.
    package func skipped(_ kind: RecordKind) {
        skipped[kind].increment()
        ledgerSkips[kind].increment()
    }

    /// A batch of a removed source was not loaded.
    package func passedOver(_ kind: RecordKind) { removed[kind].increment() }

    /// The database has answered a COMMIT.
    package func committed(after time: Duration) { commitDuration.record(time) }

    /// COPY has sent this many bytes, committed or not.
    package func copied(bytes: Int) { copiedBytes.increment(by: bytes) }
}
