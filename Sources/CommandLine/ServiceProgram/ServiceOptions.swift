package import ArgumentParser
package import ServiceSettings

/// The options of every stage. All are optional: the environment and the settings file apply next.
package struct ServiceOptions: ParsableArguments {
    @Option(
        name: .customLong("broker"),
        help: .init(
            "RabbitMQ: amqp://user:password@host:port/vhost (RABBITMQ_URL, RABBITMQ_URL_FILE).", valueName: "url"))
    package var broker: String?

    @OptionGroup package var brokerTLS: BrokerTLSOptions

    @Option(
        help: .init(
            "Number of workers; each loader worker has a database connection (ETL_WORKERS; 1 to 64).",
            valueName: "number"))
    package var workers: Int?

    @Option(
        help: .init("Maximum unacknowledged deliveries; bounds memory (ETL_PREFETCH; 1 to 1000).", valueName: "number"))
    package var prefetch: Int?

    @Option(
        name: .customLong("memory-bytes"),
        help: .init(
            "Maximum bytes of messages in hand, and of the workers' results (ETL_MEMORY_BYTES; at least 33554432).",
            valueName: "bytes"))
    package var memoryBytes: Int?

    @OptionGroup package var host: HostOptions

    package init() {}

    /// The settings; these flags and the service's own override them.
    package func settings(_ more: [SettingKey: String?] = [:]) async throws(SettingsError) -> Settings {
        let flags: [SettingKey: String?] = [
            .brokerURL: broker, .workers: workers.map(String.init), .prefetch: prefetch.map(String.init),
            .memoryBytes: memoryBytes.map(String.init),
        ]
        return try await host.settings(flags.merging(brokerTLS.flags) { $1 }.merging(more) { $1 })
    }
}
