import ArgumentParser
import BuildInfo
import Extraction
import ServiceProgram
import ServiceSettings

@main
struct ExtractorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "extractor",
        abstract: "Consumes extract jobs, reads their files, and publishes the records in batches of fixed size.",
        usage: "extractor [<options>]",
        discussion: """
            Consumes etl.extract and publishes to etl.transform. Run any number. Each must have the files under the \
            submitted paths. Anyone who can publish to etl.extract can load any file the extractor can read. \
            --source-root and --source-url restrict that; other jobs are dead-lettered. On SIGTERM it ends its slices \
            at the next batch, publishes jobs for the rest, and exits.
            """,
        version: BuildInfo.line(for: "extractor"),
        subcommands: [HealthCommand.self])

    @OptionGroup var options: ServiceOptions

    @Option(
        name: .customLong("source-root"),
        help: .init(
            "Read files only below this directory, symlinks resolved; repeatable (ETL_SOURCE_ROOTS, separated by “:”; /).",
            valueName: "directory"))
    var sourceRoots: [String] = []

    @Option(
        name: .customLong("source-url"),
        help: .init(
            """
            Download only links with this prefix, https://host/path; repeatable (ETL_SOURCE_URLS, separated by spaces or commas). \
            Default: all links, or none if a --source-root is given.
            """, valueName: "prefix"))
    var sourceURLs: [String] = []

    @Option(
        help: .init(
            "File bytes between checkpoints (ETL_SLICE_BYTES; 268435456).", valueName: "number"))
    var sliceBytes: Int?

    @Option(
        help: .init("Seconds between checkpoints (ETL_SLICE_SECONDS; 300).", valueName: "number"))
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
