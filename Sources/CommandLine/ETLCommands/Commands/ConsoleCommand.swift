import ArgumentParser
import DisplayText
import Foundation

struct ConsoleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "console",
        abstract: "Shows the state of the pipeline in a browser until Ctrl-C; starts private servers if none run.",
        discussion: """
            Runs the program console of the same directory as etl_console; with its --operator, with the privileges of this login. \
            Example: etl console -- --listen 127.0.0.1:8090. See `console --help` for its options.
            """)

    @OptionGroup var options: ConnectionOptions

    @Argument(parsing: .captureForPassthrough, help: "Arguments for console, after --.")
    var arguments: [String] = []

    func validate() throws { try arguments.requireNoHelp(of: Self.self) }

    func run() async throws {
        // An operator submits and removes sources, as this login may.
        let mayAct =
            arguments.contains("--operator") || ProcessInfo.processInfo.environment["CONSOLE_OPERATOR"] == "on"
        try await SiblingProgram(name: "console", role: mayAct ? nil : "etl_console").serve(
            options, arguments, needsBroker: true, ["CONSOLE_COMMAND_OPTIONS": options.elsewhere])
    }
}

extension ConnectionOptions {
    /// Options that select the same servers in any directory, for commands that pages show. Omits passwords.
    fileprivate var elsewhere: String {
        func place(_ path: String) -> String { URL(fileURLWithPath: path).path.shellQuoted }
        let shown = [
            config.map { "--config \(place($0))" }, state.map { "--state \(place($0))" },
            broker.map { _ in "--broker …" }, database.map { _ in "--database …" },
        ]
        return shown.compactMap(\.self).joined(separator: " ")
    }
}
