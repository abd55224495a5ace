import Clocks
import CoreMetrics
import ETLModels

/// The sources in the ledger, as the loader's last look found them.
package struct SourceMetrics: Sendable {
    private let complete: Meter
    private let retired: Meter
    private let inProgress: Meter
    private let stalled: Meter
    private let overtaken: Meter
    private let quiet: Meter
    private let look: Meter
    private let bulkPhase: Meter

    package init(_ metrics: StageMetrics) {
        let maker = metrics.maker
        complete = maker.gauge(MetricCatalogue.sources, [("state", "complete")])
        retired = maker.gauge(MetricCatalogue.sources, [("state", "retired")])
        inProgress = maker.gauge(MetricCatalogue.sources, [("state", "in_progress")])
        stalled = maker.gauge(MetricCatalogue.sources, [("state", "stalled")])
        overtaken = maker.gauge(MetricCatalogue.sources, [("state", "overtaken")])
        quiet = maker.gauge(MetricCatalogue.sourceQuiet, [])
        look = maker.gauge(MetricCatalogue.sourceLook, [])
        bulkPhase = maker.gauge(MetricCatalogue.bulkPhase, [("table", RecordKind.tokenTransfers.name)])
        set(complete: 0, retired: 0, inProgress: 0, stalled: 0, overtaken: 0, secondsWithoutProgress: 0)
        look.set(0)
        bulkPhase.set(0)
    }

    /// A look has seen whether the table of transfers is in its bulk phase.
    package func saw(bulkPhase: Bool) { self.bulkPhase.set(bulkPhase ? 1 : 0) }

    /// A look has counted the sources.
    package func counted(
        complete: Int, retired: Int, inProgress: Int, stalled: Int, overtaken: Int, secondsWithoutProgress: Double
    ) {
        set(
            complete: complete, retired: retired, inProgress: inProgress, stalled: stalled, overtaken: overtaken,
            secondsWithoutProgress: secondsWithoutProgress)
        look.set((Duration.sinceEpoch / .seconds(1)).rounded(.down))
    }

    private func set(
        complete: Int, retired: Int, inProgress: Int, stalled: Int, overtaken: Int, secondsWithoutProgress: Double
    ) {
        self.complete.set(complete)
        self.retired.set(retired)
        self.inProgress.set(inProgress)
        self.stalled.set(stalled)
        self.overtaken.set(overtaken)
        quiet.set(secondsWithoutProgress)
    }
}
