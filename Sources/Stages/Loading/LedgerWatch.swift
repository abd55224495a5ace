import DisplayText
import ETLModels
import Ledger
import Logging
import Postgres
import ServiceLogging
import ServiceMetrics

/// Counts the sources in the ledger every so often, for the metrics.
///
/// Each look is one statement in a short session of its own. So it waits for no load, and no load waits for it.
struct LedgerWatch: Sendable {
    /// The seconds without progress after which a source in progress is stalled.
    static let stalledAfter = 900
    /// The shortest pause between two looks.
    static let pause = Duration.seconds(30)

    private let configuration: PostgresConfiguration
    private let metrics: SourceMetrics
    private let logger: Logger

    init(_ configuration: PostgresConfiguration, metrics: SourceMetrics, logger: Logger) {
        self.configuration = configuration
        self.metrics = metrics
        self.logger = logger
    }

    /// Looks until it is cancelled.
    func run() async {
        while !Task.isCancelled {
            let start = ContinuousClock.now
            await look()
            try? await Task.sleep(for: Self.pause(after: ContinuousClock.now - start))
        }
    }

    /// The pause after a look: looks take at most a hundredth of the time of a session, also while the database is busy.
    static func pause(after cost: Duration) -> Duration { max(pause, cost * 100) }

    /// Counts once. The values stay if the database is unavailable: the probe and the workers report that.
    func look() async {
        do throws(PostgresError) {
            let connection = try await LoaderSession.connect(configuration)
            let outcome = await counts(on: connection)
            await connection.close()
            let (counts, isInBulk) = try outcome.get()
            metrics.saw(bulkPhase: isInBulk)
            metrics.counted(
                complete: counts.complete, retired: counts.retired, inProgress: counts.inProgress,
                stalled: counts.stalled, overtaken: counts.overtaken,
                secondsWithoutProgress: counts.secondsWithoutProgress)
        } catch {
            logger.debug("The sources cannot be counted", metadata: [LogKey.error: "\(error)"])
        }
    }

    private func counts(
        on connection: PostgresConnection
    ) async -> Result<(SourceStateCounts, isInBulk: Bool), PostgresError> {
        do throws(PostgresError) {
            // A ledger that takes longer is counted later, with more time in between.
            try await connection.execute("SET statement_timeout = '30s'")
            let isInBulk = try await BulkPhase.lacksKey(.tokenTransfers, on: connection)
            let counts = try await SourceTable.stateCounts(stalledAfter: Self.stalledAfter, on: connection)
            return .success((counts, isInBulk))
        } catch {
            return .failure(error)
        }
    }
}
