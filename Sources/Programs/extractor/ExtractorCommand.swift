import ArgumentParser
import BuildInfo
import Extraction
import ServiceProgram
import ServiceSettings

@main
struct ExtractorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "extractor",
        abstract: "Takes extract jobs, reads their files, and publishes the records in batches of fixed size.",
        usage: "extractor [<options>]",
        discussion: """
            Takes from the queue etl.extract and publishes to etl.transform. Any number may run at the same time; each \
            must be able to read the files under the paths they were submitted with. Who may publish to etl.extract may \
            have any file loaded that the extractor can read: --source-root keeps it to some directories, and a job for \
            a file outside of them becomes a dead letter; --source-url does the same for links. SIGTERM makes it end its slices at the next batch, leave a job \
            for the rest, and exit.
            """,
        version: BuildInfo.line(for: "extractor"),
        subcommands: [HealthCommand.self])

    @OptionGroup var options: ServiceOptions

    @Option(
        name: .customLong("source-root"),
        help: .init(
            """
            Directory below which files are read; repeat it for several (ETL_SOURCE_ROOTS, separated by “:”; /). Symlinks \
            are followed as long as they stay below one.
            """, valueName: "directory"))
    var sourceRoots: [String] = []

    @Option(
        name: .customLong("source-url"),
        help: .init(
            """
            Beginning of the links that are followed, https://host/path; repeat it for several (ETL_SOURCE_URLS, separated \
            by spaces or commas). Without one all are, but none when a --source-root is given.
            """, valueName: "prefix"))
    var sourceURLs: [String] = []

    @Option(
        help: .init(
            "Bytes of a file after which a checkpoint is made (ETL_SLICE_BYTES; 268435456).", valueName: "number"))
    var sliceBytes: Int?

    @Option(
        help: .init("Seconds after which a checkpoint is made (ETL_SLICE_SECONDS; 300).", valueName: "number"))
    var sliceSeconds: Int?

    @MainActor
    static func main() async {
        await CommandRunner.run(Self.self)
    }

    func run() async throws {
        let settings = try await options.settings([
            .sliceBytes: sliceBytes.map(String.init), .sliceSeconds: sliceSeconds.map(String.init),
        ])
        try await ExtractionService.run(settings, roots: sourceRoots, urls: sourceURLs)
    }
}
