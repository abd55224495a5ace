import ArgumentParser

/// Measures the whole system on private servers.
@main
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measures token-etl, side by side with other ways to load the same file.",
        discussion: "Starts private servers, which go with their data when it ends. Nothing else should run meanwhile.",
        subcommands: [CompareCommand.self, OverlapCommand.self, ScaleCommand.self, BulkCommand.self],
        defaultSubcommand: CompareCommand.self)
}
