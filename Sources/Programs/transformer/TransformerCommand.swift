import ArgumentParser
import BuildInfo
import ServiceProgram
import Transformation

@main
struct TransformerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "transformer",
        abstract: "Consumes batches of text, checks and converts every record, and publishes batches of values.",
        usage: "transformer [<options>]",
        discussion: """
            Consumes etl.transform and publishes to etl.load. Run any number. On SIGTERM it finishes the batches in \
            progress and exits.
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
