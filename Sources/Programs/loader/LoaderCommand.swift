import ArgumentParser
import Bus
import Logging
import Postgres
import RabbitMQ
import Runtime
import ServiceLogging
import ServiceMetrics
import ServiceProgram
import ServiceSettings
import Synchronization
import Telemetry

@main
struct LoaderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "loader",
        abstract: "Takes batches of values and writes them to PostgreSQL, each exactly once.",
        usage: "loader [<options>]",
        discussion: """
            Takes from the queue etl.load. Any number may run at the same time. SIGTERM makes it finish what it has in \
            hand and exit. The tables must be there: run `etl migrate` once.
            """,
        subcommands: [HealthCommand.self])

    @OptionGroup var options: ServiceOptions

    @Option(help: "PostgreSQL: a URL or anything else libpq accepts (DATABASE_URL, DATABASE_URL_FILE, or PG*).")
    var database: String?

    @Option(help: "Batches that are committed together at most (ETL_BATCHES_PER_TRANSACTION).")
    var batchesPerTransaction: Int?

    @MainActor
    static func main() async {
        await CommandRunner.run(Self.self)
    }

    func run() async throws {
        let settings = try await options.settings([
            .databaseURL: database, .batchesPerTransaction: batchesPerTransaction.map(String.init),
        ])
        let logger = try settings.logger(label: "loader")
        let group = try settings.integer(
            .batchesPerTransaction, default: StageDefaults.batchesPerTransaction, in: 1...100)
        let stage = try StageSettings(.load, settings, defaults: .of(.load, batchesPerTransaction: group))
        let database = PostgresConfiguration(url: try settings.secret(.databaseURL), applicationName: "loader")
        let telemetry = try StageTelemetry(.load, settings, checks: DatabaseProbe.checks, logger: logger)
        let health = telemetry.health
        health.watch(DatabaseProbe(database).outcomes)
        let metrics = StageMetrics(.load)
        let publisher = RabbitMQPublisher(
            configuration: stage.broker, queues: Stage.queues, logger: logger, observer: metrics.publisher)
        // Of the first handler that is made.
        let first = Mutex<PostgresConnection?>(nil)
        let turns = WriteTurns(connections: stage.workers)
        let loading = LoadMetrics(metrics)
        let service = StageService(stage, publisher: publisher, metrics: metrics, logger: logger, health: health) {
            let connection = try await LoaderSession.openFirst(database, logger: logger)
            // If it is away, the probe says so.
            for check in DatabaseProbe.checks { health.set(check, .ok) }
            first.withLock { $0 = connection }
        } handler: {
            LoadHandler(
                configuration: database, turns: turns, connection: first.withLock { $0.take() }, metrics: loading,
                logger: logger)
        }
        try await ServiceRunner.run(service, telemetry: telemetry, logger: logger)
    }
}
