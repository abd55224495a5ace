import ArgumentParser
import Bus
import Downloads
import Formats
import Logging
import RabbitMQ
import Runtime
import ServiceLogging
import ServiceMetrics
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
        let logger = try settings.logger(label: "extractor")
        let stage = try StageSettings(.extract, settings)
        let limits = SliceLimits(
            bytes: try settings.integer(.sliceBytes, default: 256 << 20, in: 1...(1 << 50)),
            // Far below the 30 minutes after which the broker takes an unanswered job away.
            duration: .seconds(try settings.integer(.sliceSeconds, default: 300, in: 1...1200)))
        let telemetry = try StageTelemetry(.extract, settings, logger: logger)
        let metrics = StageMetrics(.extract)
        let extraction = ExtractMetrics(metrics)
        let places = try settings.sourcePlaces(roots: sourceRoots, urls: sourceURLs) { retry in
            extraction.retriedDownload()
            logger.debug("A download is tried again", metadata: retry.metadata)
        }
        let publisher = RabbitMQPublisher(
            configuration: stage.broker, queues: Stage.queues, logger: logger, observer: metrics.publisher)
        let checkpoints = Checkpoints()
        let service = StageService(
            stage, publisher: publisher, metrics: metrics, logger: logger, health: telemetry.health
        ) {
            ExtractHandler(
                publisher: publisher, places: places, limits: limits, checkpoints: checkpoints, metrics: extraction,
                logger: logger)
        }
        try await ServiceRunner.run(service, telemetry: telemetry, logger: logger)
    }
}
