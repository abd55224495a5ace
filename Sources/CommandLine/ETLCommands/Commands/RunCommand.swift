import ArgumentParser
import Bus
import DisplayText
import ETLModels
import Runs
import ServerAccess
import ServiceSettings
import Submission
import SystemPackage
import TerminalOutput

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Loads files, or blocks of a node, end to end and accounts for every record.",
        discussion: """
            Creates the tables, submits the files, runs each stage as a process, waits, and prints a summary. Without \
            --broker or --database, it starts private servers on loopback; their data stays in the state directory. \
            Ctrl-C stops the run cleanly; the same command resumes it. With --node, it loads the transfers of a range of blocks from an \
            Ethereum JSON-RPC node instead of files: only final blocks, which no reorganisation can change.
            """)

    @OptionGroup var options: ConnectionOptions
    @OptionGroup var source: SourceOptions
    @OptionGroup var blocks: RunBlockOptions
    @OptionGroup var chain: ChainOptions

    @Option(help: "Number of extractor processes.")
    var extractors = 1

    @Option(help: "Number of transformer processes.")
    var transformers = 1

    @Option(help: "Number of loader processes.")
    var loaders = 1

    @Flag(
        help:
            "Keep the key of an empty table while it is loaded; otherwise the key is built at the end, which is faster."
    )
    var keepKey = false

    @Option(help: ArgumentHelp("Write the summary to this file as JSON.", valueName: "file.json"))
    var summary: String?

    @Option(help: "Fail if more records than this are rejected.")
    var maxRejects: Int?

    func validate() throws {
        if blocks.node == nil { try source.requireFiles() }
        try blocks.validate(besides: source.files)
        for (name, count) in [("extractors", extractors), ("transformers", transformers), ("loaders", loaders)]
        where !StageCounts.range.contains(count) {
            let range = StageCounts.range
            throw ValidationError("--\(name) must be from \(range.lowerBound) to \(range.upperBound)")
        }
        if let maxRejects, maxRejects < 0 { throw ValidationError("--max-rejects must not be negative") }
    }

    func run() async throws {
        let request = try await options.request(try await blocks.flags(source.flags, file: options.config))
        if let summary { try SummaryFile.check(summary) }
        Terminal.outliveItsReaders()
        let settings = request.settings
        let reading = try source.reading.values(settings)
        if try settings.secret(.brokerURL) != nil { _ = try settings.broker(connectionName: "etl") }
        let result = try await withCommandErrors {
            let run = Run(
                RunRequest(
                    servers: request, selection: try await source.select(request),
                    node: try blocks.request(settings), reading: reading,
                    chain: chain.chainId,
                    stages: try StageCounts(extractors: extractors, transformers: transformers, loaders: loaders),
                    // The programs of one build are in the same directory.
                    programs: Executable.path.removingLastComponent(), keepsKey: keepKey,
                    stageArguments: stageArguments,
                    longestPause: .milliseconds(Terminal.isInteractive ? 250 : 500)),
                onEvent: RunPresenter(standardInput: "run -\(options.againInState)").show)
            return try await Interruption.watch { try await run.perform() }
        }
        if !result.foundNothing { for line in result.lines { Terminal.print(line) } }
        if let summary { try SummaryFile.write(result, to: summary) }
        if result.foundNothing {
            Terminal.complain("there is nothing to load, so no server was started")
            throw ExitCode(1)
        }
        try conclude(result)
    }

    /// Arguments of every stage process: the settings file and the log level, if given.
    private var stageArguments: [String] {
        (options.config.map { ["--config", SourceFiles.absolutePath($0)] } ?? [])
            + (options.logLevel.map { ["--log-level", $0] } ?? [])
    }

    private func conclude(_ result: RunSummary) throws {
        // Failed submissions have already been reported.
        for source in result.sources where source.status != "failed" {
            if let error = source.error { Terminal.complain("\(source.uri.printable): \(error.printable)") }
            if let letter = source.letters.first {
                Terminal.complain("see it: \(Executable.showLetter("\(letter)", options.againAtBroker))")
            }
        }
        for source in result.sources {
            guard let line = source.heldFromLine else { continue }
            Terminal.complain("\(source.uri.printable): \(HeldLines.words(source.heldLines, from: line))")
        }
        if result.sources.contains(where: { $0.status == "incomplete" }) {
            Terminal.complain("run the same command again to resume")
        }
        if let logs = result.logs { Terminal.complain("the stages' logs are in \(logs)") }
        let etl = Executable.invocation
        if result.rejected > 0 { Terminal.print("List the rejected records: \(etl) rejects list\(options.again)") }
        Terminal.print("Query the data: \(etl) psql\(options.again)")
        if let maxRejects, result.rejected > maxRejects {
            Terminal.complain("rejected records: \(result.rejected), more than --max-rejects \(maxRejects) allows")
            throw ExitCode(1)
        }
        guard result.isClean else { throw ExitCode(1) }
    }
}
