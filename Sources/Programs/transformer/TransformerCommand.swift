import ArgumentParser
import ServiceProgram
import Transformation

@main
struct TransformerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "transformer",
        abstract: "Consumes batches of text, checks and converts every record, and publishes batches of values.",
        usage: "transformer [<options>]",
        discussion: """
            The transformer consumes the queue etl.transform and publishes to etl.load. Any number of transformers can run \
            at the same time. After SIGTERM, the transformer finishes its current batches and exits.
            """,
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
