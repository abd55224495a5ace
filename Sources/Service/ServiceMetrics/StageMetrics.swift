package import Bus
package import CoreMetrics
package import RabbitMQ

/// The metrics of a stage, made once per process.
package struct StageMetrics: Sendable {
    /// What becomes of deliveries.
    package let batches: BatchMetrics
    /// Watches the connection that messages come over.
    package let consumer: any ConnectionObserver
    /// Watches the connection that messages go out over.
    package let publisher: any ConnectionObserver
    let maker: MetricMaker

    /// - Parameter factory: who keeps the values; by default that of the process, which has to be set before.
    package init(_ stage: Stage, factory: any MetricsFactory = MetricsSystem.factory) {
        let maker = MetricMaker(stage: stage, factory: factory)
        self.maker = maker
        batches = BatchMetrics(maker)
        consumer = ConsumerMetrics(maker)
        publisher = PublisherMetrics(maker)
    }
}
