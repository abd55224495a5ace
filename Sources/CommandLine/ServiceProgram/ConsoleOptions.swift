package import ArgumentParser
package import ServiceSettings

/// The options of the service `console`. All are optional: the environment and the settings file apply next.
package struct ConsoleOptions: ParsableArguments {
    @Option(
        help: .init(
            "Address and port to serve, or a socket, unix:/path (CONSOLE_LISTEN; default: 127.0.0.1:8090).",
            valueName: "host:port"))
    package var listen: String?

    @Flag(
        name: .customLong("operator"),
        help:
            "Operators, or whoever opens the link, may act: replay dead letters, submit and remove sources (CONSOLE_OPERATOR)."
    )
    package var isOperator = false

    @Option(
        help: .init(
            "Directory where dead letters are kept before they are discarded; with --operator (CONSOLE_EXPORTS; default: nothing is discarded).",
            valueName: "directory"))
    package var exports: String?

    @OptionGroup package var entrance: ConsoleEntranceOptions

    @Option(
        name: .customLong("source-root"),
        help: .init(
            "Directory below which files may be submitted, as the extractors have it; repeatable (ETL_SOURCE_ROOTS, separated by “:”; none).",
            valueName: "directory"))
    package var sourceRoots: [String] = []

    @Option(
        name: .customLong("source-url"),
        help: .init(
            "Prefix of links that may be submitted; repeatable (ETL_SOURCE_URLS, separated by spaces or commas; none).",
            valueName: "prefix"))
    package var sourceURLs: [String] = []

    @Option(
        name: .customLong("graphql-url"),
        help: .init("GraphQL's page, which all pages link to (CONSOLE_GRAPHQL_URL).", valueName: "url"))
    package var graphQL: String?

    @Option(
        help: .init(
            "Options of the commands that pages show: those with which etl finds the same servers (CONSOLE_COMMAND_OPTIONS; none).",
            valueName: "options"))
    package var commandOptions: String?

    @Option(
        help: .init(
            "RabbitMQ: amqp://user:password@host:port/vhost (RABBITMQ_URL, RABBITMQ_URL_FILE).", valueName: "url"))
    package var broker: String?

    @OptionGroup package var brokerTLS: BrokerTLSOptions

    @Option(
        help: .init(
            "RabbitMQ's management API: http://host:15672 (RABBITMQ_MANAGEMENT_URL, RABBITMQ_MANAGEMENT_URL_FILE).",
            valueName: "url"))
    package var management: String?

    @Option(help: "PostgreSQL: a URL or anything else libpq accepts (DATABASE_URL, DATABASE_URL_FILE, or PG*).")
    package var database: String?

    @OptionGroup package var host: HostOptions

    package init() {}

    /// The settings; these flags override the environment and the file.
    package func settings() async throws(SettingsError) -> Settings {
        let flags: [SettingKey: String?] = [
            .sourceRoots: sourceRoots.isEmpty ? nil : sourceRoots.joined(separator: ":"),
            .sourceURLs: sourceURLs.isEmpty ? nil : sourceURLs.joined(separator: " "), .consoleGraphQL: graphQL,
            .consoleCommandOptions: commandOptions,
            .consoleListen: listen, .consoleOperator: isOperator ? "on" : nil, .consoleExports: exports,
            .brokerURL: broker, .managementURL: management, .databaseURL: database,
        ]
        return try await host.settings(flags.merging(brokerTLS.flags) { $1 }.merging(entrance.flags) { $1 })
    }
}
