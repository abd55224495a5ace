import Bus
import DatabaseHealth
import Logging
import Postgres
import RabbitMQ
import Runtime
import ServiceHost
import ServiceLogging
import ServiceMetrics
package import ServiceSettings
import Synchronization
import Telemetry

/// The loader as a service.
package enum LoaderService {
    /// Loads the batches of the queue `etl.load` until the process receives a stop signal.
    package static func run(_ settings: Settings) async throws {
        let logger = try settings.logger(label: "loader")
        let group = try settings.integer(
            .batchesPerTransaction, default: StageDefaults.batchesPerTransaction, in: 1...100)
        let stage = try StageSettings(.load, settings, defaults: .of(.load, batchesPerTransaction: group))
        let database = try settings.database(applicationName: "loader", logger: logger)
        let telemetry = try ServiceTelemetry(.load, settings, checks: DatabaseChecks.all, logger: logger)
        telemetry.health.watch(DatabaseProbe(database).outcomes)
        let metrics = StageMetrics(.load)
        let service = service(stage, database, metrics, health: telemetry.health, logger: logger)
        let watch = LedgerWatch(database, metrics: SourceMetrics(metrics), logger: logger)
        // Nobody reads the metrics without a port. The service does not wait for a look in progress when it ends.
        let looks = try settings.httpAddress() == nil ? nil : Task { await watch.run() }
        defer { looks?.cancel() }
        try await ServiceRunner.run(service, telemetry: telemetry, logger: logger)
    }

    private static func service(
        _ stage: StageSettings, _ database: PostgresConfiguration, _ metrics: StageMetrics, health: Health,
        logger: Logger
    ) -> StageService<LoadHandler> {
        let publisher = RabbitMQPublisher(
            configuration: stage.broker, queues: Stage.queues, logger: logger, observer: metrics.publisher)
        // For the first handler.
        let first = Mutex<PostgresConnection?>(nil)
        let turns = WriteTurns(connections: stage.workers)
        let loading = LoadMetrics(metrics)
        return StageService(stage, publisher: publisher, metrics: metrics, logger: logger, health: health) {
            let connection = try await LoaderSession.connectFirst(database, logger: logger)
            // The probe reports an unavailable database.
            health.set(DatabaseChecks.ok)
            first.withLock { $0 = connection }
        } handler: {
            LoadHandler(
                configuration: database, settlement: KeySettlement(turns: turns),
                connection: first.withLock { $0.take() }, metrics: loading, logger: logger)
        }
    }
}
