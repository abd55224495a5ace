import ArgumentParser
import Foundation
import Logging
import Pipeline

/// Where the servers are.
struct ConnectionOptions: ParsableArguments {
    @Option(help: "RabbitMQ: amqp://user:password@host:port/vhost (RABBITMQ_URL, RABBITMQ_URL_FILE).")
    var broker: String?

    @OptionGroup var brokerTLS: BrokerTLSOptions

    @Option(help: "PostgreSQL: a URL or anything else libpq accepts (DATABASE_URL, DATABASE_URL_FILE, or PG*).")
    var database: String?

    @Option(
        help: ArgumentHelp(
            "Directory of the private servers, where no broker or database is given.",
            discussion: "Default: /var/lib/token-etl for root, else ~/.local/state/token-etl.", valueName: "directory"))
    var state: String?

    @Option(
        help:
            "Least severity that is logged: trace, debug, info, notice, warning, error, critical (LOG_LEVEL; error).")
    var logLevel: String?

    @Option(help: "Form of log lines: text, json, auto (LOG_FORMAT; text).")
    var logFormat: String?

    @Option(help: "YAML file with settings, asked after flags and environment: database: {url: …}.")
    var config: String?

    func settings(_ more: [SettingKey: String?] = [:]) async throws(SettingsError) -> Settings {
        let flags: [SettingKey: String?] = [
            .brokerURL: broker, .databaseURL: database, .logLevel: logLevel, .logFormat: logFormat,
        ]
        return try await Settings(flags: flags.merging(brokerTLS.flags) { $1 }.merging(more) { $1 }, file: config)
    }
}

extension Settings {
    /// The database that was asked for; nil when a private one is to serve. The empty string leaves it to `PG*`.
    func givenDatabase() throws(SettingsError) -> String? {
        if let url = try secret(.databaseURL) { return url }
        let environment = ProcessInfo.processInfo.environment
        let names = ["PGHOST", "PGHOSTADDR", "PGSERVICE", "PGDATABASE", "PGPORT"]
        return names.contains { environment[$0]?.isEmpty == false } ? "" : nil
    }

    /// A logger to standard error that leaves routine out: the commands say themselves what they do.
    func commandLogger() throws(SettingsError) -> Logger {
        var logger = try logger(label: "etl", format: .text)
        if string(.logLevel) == nil { logger.logLevel = .error }
        return logger
    }
}
