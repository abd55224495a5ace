package import ArgumentParser
package import ServiceSettings

/// The options of every service that is a process: its HTTP port, its log and its settings file.
package struct HostOptions: ParsableArguments {
    @Option(
        help: .init(
            "HTTP port for /livez, /readyz and /metrics (HTTP_PORT; 1 to 65535, or 0 to disable).",
            valueName: "port"))
    package var httpPort: Int?

    @Option(
        help: .init(
            "HTTP port of its own for /livez and /readyz (PROBE_PORT; 1 to 65535, or 0 to disable).", valueName: "port")
    )
    package var probePort: Int?

    @Option(help: .init("Address that the HTTP ports bind to (HTTP_HOST; default: 0.0.0.0).", valueName: "address"))
    package var httpHost: String?

    @Option(
        help: .init(
            "Minimum log level: trace, debug, info, notice, warning, error or critical (LOG_LEVEL; default: info).",
            valueName: "level"))
    package var logLevel: String?

    @Option(help: .init("Log format: text, json or auto (LOG_FORMAT; default: auto).", valueName: "format"))
    package var logFormat: String?

    @Option(
        help: .init("YAML settings file; flags and the environment override it: etl: {workers: 2}.", valueName: "file")
    )
    package var config: String?

    @Flag(help: "Refuse connections to servers on other machines without TLS (ETL_REQUIRE_TLS; default: warn).")
    package var requireTls = false

    package init() {}

    /// The settings; these flags and the service's own override the environment and the file.
    package func settings(_ more: [SettingKey: String?] = [:]) async throws(SettingsError) -> Settings {
        let flags: [SettingKey: String?] = [
            .httpPort: httpPort.map(String.init), .probePort: probePort.map(String.init), .httpHost: httpHost,
            .logLevel: logLevel, .logFormat: logFormat, .requireTLS: requireTls ? "on" : nil,
        ]
        return try await Settings(flags: flags.merging(more) { $1 }, file: config)
    }
}
