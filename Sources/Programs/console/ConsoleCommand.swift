import ArgumentParser
import BuildInfo
import ConsoleService
import ServiceProgram

@main
struct ConsoleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "console",
        abstract: "Shows the state of the pipeline in a browser.",
        usage: "console [<options>]",
        discussion: """
            It prints a link that opens one browser of this machine, and after that the link for the next one. With --logins or a \
            proxy, browsers of elsewhere may come in. Without --operator, it only shows. \
            Give it logins that are members of etl_console in PostgreSQL, and may look at dead letters in RabbitMQ.
            """,
        version: BuildInfo.line(for: "console"),
        subcommands: [HealthCommand.self])

    @OptionGroup var options: ConsoleOptions

    @MainActor
    static func main() async {
        await CommandRunner.run(Self.self, handlesBatches: false)
    }

    func run() async throws {
        try await ConsoleService.run(options.settings()) { CommandRunner.say("console: open \($0)") }
    }
}
