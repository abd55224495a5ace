import ArgumentParser

struct ConsoleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "console",
        abstract: "Shows the state of the pipeline in a browser until Ctrl-C; starts private servers if none run.",
        discussion: """
            Runs the program console of the same directory as etl_console. \
            Example: etl console -- --listen 127.0.0.1:8090. See `console --help` for its options.
            """)

    @OptionGroup var options: ConnectionOptions

    @Argument(parsing: .captureForPassthrough, help: "Arguments for console, after --.")
    var arguments: [String] = []

    func run() async throws {
        try await SiblingProgram(name: "console", role: "etl_console").serve(options, arguments, needsBroker: true)
    }
}
