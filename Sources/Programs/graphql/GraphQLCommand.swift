import ArgumentParser
import BuildInfo
import QueryService
import ServiceProgram
import ServiceSettings

@main
struct GraphQLCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graphql",
        abstract: "Answers GraphQL queries on the loaded tokens and transfers, over HTTP.",
        usage: "graphql [<options>]",
        discussion: """
            POST /graphql with JSON, or GET /graphql?query=…. It only reads: give it a login that is a member of \
            etl_reader. Limits are settings: GRAPHQL_MAX_DEPTH, _ALIASES, _TOKENS, _ROOT_FIELDS, _ROWS, _PAGE, \
            _BODY_BYTES and _VARIABLE_DEPTH.
            """,
        version: BuildInfo.line(for: "graphql"),
        subcommands: [HealthCommand.self])

    @Option(help: .init("Address and port to serve (GRAPHQL_LISTEN; default: 127.0.0.1:8080).", valueName: "host:port"))
    var listen: String?

    @Option(help: "PostgreSQL: a URL or anything else libpq accepts (DATABASE_URL, DATABASE_URL_FILE, or PG*).")
    var database: String?

    @Option(
        help: .init("Connections that answer requests (GRAPHQL_CONNECTIONS; 1 to 64; default: 4).", valueName: "number")
    )
    var connections: Int?

    @Option(help: .init("Requests that may wait for a connection (GRAPHQL_QUEUE; default: 64).", valueName: "number"))
    var queue: Int?

    @Option(help: .init("Seconds that the database may take (GRAPHQL_TIMEOUT; default: 5).", valueName: "seconds"))
    var timeout: Int?

    @Option(
        help: .init("Origins whose pages may ask, or * (GRAPHQL_ALLOW_ORIGIN; default: none).", valueName: "origins"))
    var allowOrigin: String?

    @Option(help: .init("Folder with GraphiQL's files, for a page at / (GRAPHQL_PAGE).", valueName: "folder"))
    var page: String?

    @Option(
        help: .init("Whether clients may ask for the schema: on or off (GRAPHQL_INTROSPECTION).", valueName: "on|off"))
    var introspection: String?

    @Option(help: .init("Folder with persisted documents, NAME.graphql (GRAPHQL_DOCUMENTS).", valueName: "folder"))
    var documents: String?

    @Flag(help: "Answer persisted documents only (GRAPHQL_DOCUMENTS_ONLY).")
    var documentsOnly = false

    @OptionGroup var host: HostOptions

    @MainActor
    static func main() async {
        await CommandRunner.run(Self.self)
    }

    func run() async throws {
        try await GraphQLService.run(
            host.settings([
                .listen: listen, .databaseURL: database, .connections: connections.map(String.init),
                .queue: queue.map(String.init), .timeout: timeout.map(String.init), .allowOrigin: allowOrigin,
                .page: page, .introspection: introspection, .documents: documents,
                .documentsOnly: documentsOnly ? "on" : nil,
            ]))
    }
}
