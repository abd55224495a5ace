import ArgumentParser
import ServerAccess

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
        let request = try await options.request()
        let own = arguments.first == "--" ? Array(arguments.dropFirst()) : arguments
        let isWell = try await Interruption.untilSignal(within: .seconds(30)) {
            let servers = try await withCommandErrors { try await Servers.openToLook(request) }
            return try await servers.stopping {
                let broker = try await servers.openBroker(request)
                let outcome = await Result {
                    var program = SiblingProgram(name: "console", role: "etl_console")
                    if let url = broker?.brokerURL { program.environment["RABBITMQ_URL"] = url }
                    return try await program.serve(servers.databaseURL ?? "", own)
                }
                await broker?.stop()
                return try outcome.get()
            }
        }
        guard isWell ?? true else { throw ExitCode(1) }
    }
}
