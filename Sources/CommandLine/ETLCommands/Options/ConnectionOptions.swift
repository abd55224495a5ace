import ArgumentParser
import DisplayText
import Foundation
import Logging
import ServerAccess
import ServiceProgram
import ServiceSettings
import SystemPackage
import TerminalOutput

/// Options that select the servers.
struct ConnectionOptions: ParsableArguments {
    @Option(help: "RabbitMQ: amqp://user:password@host:port/vhost (RABBITMQ_URL, RABBITMQ_URL_FILE).")
    var broker: String?

    @OptionGroup var brokerTLS: BrokerTLSOptions

    @Option(help: "PostgreSQL: a URL or anything else libpq accepts (DATABASE_URL, DATABASE_URL_FILE, or PG*).")
    var database: String?

    @Flag(help: "Refuse connections to servers on other machines without TLS (ETL_REQUIRE_TLS; default: warn).")
    var requireTls = false

    @Option(
        help: ArgumentHelp(
            "State directory of the private servers, which replace a broker or database that is not given.",
            discussion: "Default: /var/lib/token-etl for root, else ~/.local/state/token-etl.", valueName: "directory"))
    var state: String?

    @Option(
        help:
            "Minimum log level: trace, debug, info, notice, warning, error or critical (LOG_LEVEL; default: error).")
    var logLevel: String?

    @Option(help: "Log format: text, json or auto (LOG_FORMAT; default: text).")
    var logFormat: String?

    @Option(help: "YAML settings file; flags and the environment override it: database: {url: …}.")
    var config: String?

    func settings(_ more: [SettingKey: String?] = [:]) async throws(SettingsError) -> Settings {
        let flags: [SettingKey: String?] = [
            .brokerURL: broker, .databaseURL: database, .logLevel: logLevel, .logFormat: logFormat,
            .requireTLS: requireTls ? "on" : nil,
        ]
        let all = flags.merging(brokerTLS.flags) { $1 }.merging(more) { $1 }
        let settings = try await Settings(flags: all, file: config)
        for warning in try settings.warningsOfPlainConnections() { Terminal.complain(warning) }
        return settings
    }

    /// The servers that these options, the environment and the settings file select.
    func request(_ more: [SettingKey: String?] = [:]) async throws(SettingsError) -> ServerRequest {
        ServerRequest(settings: try await settings(more), state: state.map { FilePath($0) })
    }
}

extension ConnectionOptions {
    /// Options that select the same servers, for suggested commands. Omits passwords.
    var again: String {
        var text = ""
        if let config { text += " --config \(config.shellQuoted)" }
        return text + (database == nil ? againInState : " --database …")
    }

    /// The same for commands that need only the broker.
    var againAtBroker: String {
        var text = ""
        if let config { text += " --config \(config.shellQuoted)" }
        return text + (broker == nil ? againInState : " --broker …")
    }

    /// The same for commands that need named servers.
    var againAtServers: String {
        var text = ""
        if let config { text += " --config \(config.shellQuoted)" }
        return text + (broker == nil ? "" : " --broker …") + (database == nil ? "" : " --database …")
    }

    /// The option that selects the same state directory, for suggested commands.
    var againInState: String { state.map { " --state \($0.shellQuoted)" } ?? "" }
}
