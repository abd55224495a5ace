import ArgumentParser

struct GraphQLCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graphql",
        abstract: "Serves the database by GraphQL until Ctrl-C; starts a private one if it is not running.",
        discussion: """
            Runs the program graphql of the same directory as a reader (etl_reader). \
            Example: etl graphql -- --listen 127.0.0.1:8080. See `graphql --help` for its options.
            """)

    @OptionGroup var options: ConnectionOptions

    @Argument(parsing: .captureForPassthrough, help: "Arguments for graphql, after --.")
    var arguments: [String] = []

    func validate() throws { try arguments.requireNoHelp(of: Self.self) }

    func run() async throws {
        try await SiblingProgram(name: "graphql", role: "etl_reader").serve(options, arguments)
    }
}
