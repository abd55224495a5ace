import ArgumentParser
import BuildInfo
import QueryService
import ServiceProgram

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

    @OptionGroup var options: QueryOptions

    @MainActor
    static func main() async {
        await CommandRunner.run(Self.self)
    }

    func run() async throws {
        try await GraphQLService.run(options.settings())
    }
}
