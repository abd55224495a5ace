import ArgumentParser
import BuildInfo
import ServiceProgram
import Transformation

@main
struct TransformerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "transformer",
        abstract: "Takes batches of text, checks and converts every record, and passes batches of values on.",
        usage: "transformer [<options>]",
        discussion: """
            Takes from the queue etl.transform and publishes to etl.load. Any number may run at the same time. \
            SIGTERM makes it finish what it has in hand and exit.
            """,
        version: BuildInfo.line(for: "transformer"),
        subcommands: [HealthCommand.self])

    @OptionGroup var options: ServiceOptions

    @MainActor
    static func main() async {
        await CommandRunner.run(Self.self)
    }

    func run() async throws {
        try await TransformationService.run(try await options.settings())
    }
}
