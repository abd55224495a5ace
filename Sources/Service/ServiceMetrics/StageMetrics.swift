package import Bus
package import CoreMetrics
package import RabbitMQ

/// The metrics of a stage, made once per process.
package struct StageMetrics: Sendable {
    /// The outcomes of deliveries.
    package let batches: BatchMetrics
    /// Observes the consumer's connection.
    package let consumer: any ConnectionObserver
    /// Observes the publisher's connection.
    package let publisher: any ConnectionObserver
    /// The memory of messages.
    package let memory: MemoryMetrics
    let maker: MetricMaker

    /// - Parameter factory: keeps the values; by default the process's factory, which must be set before.
    package init(_ stage: Stage, factory: any MetricsFactory = MetricsSystem.factory) {
        let maker = MetricMaker(stage: stage, factory: factory)
        self.maker = maker
        batches = BatchMetrics(maker)
        consumer = ConsumerMetrics(maker)
        memory = MemoryMetrics(maker)
        publisher = PublisherMetrics(maker)
    }
}
