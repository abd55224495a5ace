import Bus
import Logging
import RabbitMQ
import Runtime
import ServiceHost
import ServiceLogging
import ServiceMetrics
package import ServiceSettings

/// The transformer as a service: transforms raw batches until shutdown.
package enum TransformationService {
    /// Puts the service together and runs it.
    package static func run(_ settings: Settings) async throws {
        let logger = try settings.logger(label: "transformer")
        let stage = try StageSettings(.transform, settings)
        let telemetry = try ServiceTelemetry(.transform, settings, logger: logger)
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
