import ArgumentParser
import BuildInfo
import Loading
import ServiceProgram
import ServiceSettings

@main
struct LoaderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "loader",
        abstract: "Consumes batches of values and writes them to PostgreSQL, each exactly once.",
        usage: "loader [<options>]",
        discussion: """
            Consumes etl.load. Run any number. On SIGTERM it finishes the batches in progress and exits. The tables \
            must exist: run `etl migrate` once.
            """,
        version: BuildInfo.line(for: "loader"),
        subcommands: [HealthCommand.self])

    @OptionGroup var options: ServiceOptions

    @Option(help: "PostgreSQL: a URL or anything else libpq accepts (DATABASE_URL, DATABASE_URL_FILE, or PG*).")
    var database: String?

    @Option(help: "Maximum batches in a transaction (ETL_BATCHES_PER_TRANSACTION).")
    var batchesPerTransaction: Int?

    @MainActor
    static func main() async {
        await CommandRunner.run(Self.self)
    }

    func run() async throws {
        try await LoaderService.run(
            options.settings([
                .databaseURL: database, .batchesPerTransaction: batchesPerTransaction.map(String.init),
            ]))
    }
}
