package import Bus
package import RabbitMQ
package import ServiceSettings

/// The settings of a running stage.
package struct StageSettings: Sendable {
    package let stage: Stage
    package let broker: RabbitMQConfiguration
    /// The warning of a broker on another machine without TLS.
    let brokerWarning: String?
    /// Number of deliveries, or groups of them, that are handled at the same time.
    package let workers: Int
    /// The most deliveries that the service holds.
    package let prefetch: Int
    /// The most deliveries that a worker handles together.
    package let deliveriesPerWorker: Int
    /// The time that deliveries wait for others to form a group. During a load, batches arrive every few milliseconds.
    package var gathering = GatheringWindow(silence: .milliseconds(20), total: .milliseconds(200))

    /// Memory that the service allocates at its start, in bytes.
    package let workingBytes: Int

    /// The most bytes of message bodies that the service holds, and of what its workers make of them: a half each.
    package let memoryBytes: Int

    package init(
        _ stage: Stage, _ settings: Settings, defaults: StageDefaults? = nil
    ) throws(SettingsError) {
        let defaults = defaults ?? .of(stage)
        self.stage = stage
        broker = try settings.broker(connectionName: stage.rawValue)
        brokerWarning = try settings.warning(of: broker)
        self.workers = try settings.integer(.workers, default: defaults.workers, in: 1...64)
        let most = 1000
        self.prefetch = try settings.integer(
            .prefetch, default: min(defaults.prefetchPerWorker * self.workers, most), in: 1...most)
        memoryBytes = try settings.integer(
            .memoryBytes, default: StageDefaults.memoryBytes(prefetch: prefetch), in: (32 << 20)...(1 << 40))
        deliveriesPerWorker = defaults.deliveriesPerWorker
        workingBytes = defaults.workingBytes
    }
}
