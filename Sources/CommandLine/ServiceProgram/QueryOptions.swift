package import ArgumentParser
package import ServiceSettings

/// The options of the service `graphql`. All are optional: the environment and the settings file apply next.
package struct QueryOptions: ParsableArguments {
    @Option(help: .init("Address and port to serve (GRAPHQL_LISTEN; default: 127.0.0.1:8080).", valueName: "host:port"))
    package var listen: String?

    @Option(help: "PostgreSQL: a URL or anything else libpq accepts (DATABASE_URL, DATABASE_URL_FILE, or PG*).")
    package var database: String?

    @Option(
        help: .init("Connections that answer requests (GRAPHQL_CONNECTIONS; 1 to 64; default: 4).", valueName: "number")
    )
    package var connections: Int?

    @Option(
        help: .init(
            "Requests that may wait for a connection (GRAPHQL_QUEUE; 0 to 10000; default: 64).", valueName: "number"))
    package var queue: Int?

    @Option(
        help: .init(
            "Seconds that the database may take (GRAPHQL_TIMEOUT; 1 to 3600; default: 5).", valueName: "seconds"))
    package var timeout: Int?

    @Option(
        help: .init("Origins whose pages may ask, or * (GRAPHQL_ALLOW_ORIGIN; default: none).", valueName: "origins"))
    package var allowOrigin: String?

    @Option(help: .init("Folder with GraphiQL's files, for a page at / (GRAPHQL_PAGE).", valueName: "folder"))
    package var page: String?

    @Option(
        help: .init("Whether clients may ask for the schema: on or off (GRAPHQL_INTROSPECTION).", valueName: "on|off"))
    package var introspection: String?

    @Option(help: .init("Folder with persisted documents, NAME.graphql (GRAPHQL_DOCUMENTS).", valueName: "folder"))
    package var documents: String?

    @Flag(help: "Answer persisted documents only (GRAPHQL_DOCUMENTS_ONLY).")
    package var documentsOnly = false

    @OptionGroup package var host: HostOptions

    package init() {}

    /// The settings; these flags override the environment and the file.
    package func settings() async throws(SettingsError) -> Settings {
        try await host.settings([
            .listen: listen, .databaseURL: database, .connections: connections.map(String.init),
            .queue: queue.map(String.init), .timeout: timeout.map(String.init), .allowOrigin: allowOrigin,
            .page: page, .introspection: introspection, .documents: documents,
            .documentsOnly: documentsOnly ? "on" : nil,
        ])
    }
}
