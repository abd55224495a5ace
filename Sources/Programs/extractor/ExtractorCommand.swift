import ArgumentParser
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
            The extractor consumes the queue etl.extract and publishes to etl.transform. Any number of extractors can run at \
            the same time; each must be able to read the files by their submitted paths. Anyone who can publish to \
            etl.extract can load any file the extractor can read. --source-root restricts it to some directories, and \
            --source-url to some links; a job for any other file becomes a dead letter. After SIGTERM, the extractor ends its \
            slices at the next batch, publishes jobs for the remaining parts, and exits.
            """,
        subcommands: [HealthCommand.self])

    @OptionGroup var options: ServiceOptions

    @Option(
        name: .customLong("source-root"),
        help: .init(
            """
            Directory below which the extractor reads files; can be repeated (ETL_SOURCE_ROOTS, separated by “:”; default: /). \
            It follows symlinks that stay below one of the directories.
            """, valueName: "directory"))
    var sourceRoots: [String] = []

    @Option(
        name: .customLong("source-url"),
        help: .init(
            """
            Prefix of the links that the extractor downloads, https://host/path; can be repeated (ETL_SOURCE_URLS, separated \
            by spaces or commas; default: all links, or none if a --source-root is given).
            """, valueName: "prefix"))
    var sourceURLs: [String] = []

    @Option(
        help: .init("Bytes of a file per slice (ETL_SLICE_BYTES; default: 268435456).", valueName: "number"))
    var sliceBytes: Int?

    @Option(
        help: .init("Maximum seconds per slice (ETL_SLICE_SECONDS; default: 300).", valueName: "number"))
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
