import ArgumentParser
import Bus
import Logging
import RabbitMQ
import Runtime
import ServiceLogging
import ServiceMetrics
import ServiceProgram

@main
struct TransformerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "transformer",
        abstract: "Takes batches of text, checks and converts every record, and passes batches of values on.",
        usage: "transformer [<options>]",
        discussion: """
            Takes from the queue etl.transform and publishes to etl.load. Any number may run at the same time. \
            SIGTERM makes it finish what it has in hand and exit.
            """,
        subcommands: [HealthCommand.self])

    @OptionGroup var options: ServiceOptions

    @MainActor
    static func main() async {
        await CommandRunner.run(Self.self)
    }

    func run() async throws {
        let settings = try await options.settings()
        let logger = try settings.logger(label: "transformer")
        let stage = try StageSettings(.transform, settings)
        let telemetry = try StageTelemetry(.transform, settings, logger: logger)
        let metrics = StageMetrics(.transform)
        let publisher = RabbitMQPublisher(
            configuration: stage.broker, queues: Stage.queues, logger: logger, observer: metrics.publisher)
        let transformation = TransformMetrics(metrics)
        let service = StageService(
            stage, publisher: publisher, metrics: metrics, logger: logger, health: telemetry.health
        ) {
            TransformHandler(publisher: publisher, metrics: transformation)
        }
        try await ServiceRunner.run(service, telemetry: telemetry, logger: logger)
    }
}
