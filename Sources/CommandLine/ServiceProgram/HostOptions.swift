package import ArgumentParser
package import ServiceSettings

/// The options of every service that is a process: its HTTP port, its log and its settings file.
package struct HostOptions: ParsableArguments {
    @OptionGroup package var ports: PortOptions

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
            .logLevel: logLevel, .logFormat: logFormat, .requireTLS: requireTls ? "on" : nil,
        ]
        return try await Settings(flags: flags.merging(ports.flags) { $1 }.merging(more) { $1 }, file: config)
    }
}
