import ArgumentParser
import ETLModels
import Pipeline

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Loads files from beginning to end, and shows that every record is accounted for.",
        discussion: """
            Creates the tables, submits the files, runs the stages as processes of their own, waits, and sums up. Where \
            no --broker or --database is given, private servers are started on loopback; their data stays in the state \
            directory. Ctrl-C ends cleanly, and the same command goes on where it stopped.
            """)

    @OptionGroup var options: ConnectionOptions
    @OptionGroup var source: SourceOptions

    @Option(help: "Number of extractor processes.")
    var extractors = 1

    @Option(help: "Number of transformer processes.")
    var transformers = 1

    @Option(help: "Number of loader processes.")
    var loaders = 1

    @Option(help: ArgumentHelp("Write the summary to this file as JSON.", valueName: "file.json"))
    var summary: String?

    @Option(help: "Fail when more records than this are rejected.")
    var maxRejects: Int?

    func validate() throws {
        for (name, count) in [("extractors", extractors), ("transformers", transformers), ("loaders", loaders)]
        where !(1...64).contains(count) {
            throw ValidationError("--\(name) must be from 1 to 64")
        }
        if let maxRejects, maxRejects < 0 { throw ValidationError("--max-rejects must not be negative") }
    }

    func run() async throws {
        let settings = try await options.settings(source.flags)
        if let summary { try SummaryFile.check(summary) }
        Terminal.outliveItsReaders()
        let stages = StageCounts(extractors: extractors, transformers: transformers, loaders: loaders)
        let reading = try source.reading.values(settings)
        if try settings.secret(.brokerURL) != nil { _ = try settings.broker(connectionName: "etl") }
        let selection = try await SourceSelection.find(source.files, settings, state: options.state)
        let run = Run(
            options: options, settings: settings, selection: selection, reading: reading, stages: stages)
        let result = try await Interruption.watch { try await run.perform() }
        for line in result.lines { Terminal.print(line) }
        if let summary { try SummaryFile.write(result, to: summary) }
        try conclude(result)
    }

    private func conclude(_ result: RunSummary) throws {
        // What could not even be submitted has been said.
        for source in result.sources where source.status != "failed" {
            if let error = source.error { Terminal.complain("\(source.uri): \(error)") }
            if let letter = source.letters.first {
                Terminal.complain("see it: \(DeadLetter.show("\(letter)", options.againAtBroker))")
            }
        }
        if result.sources.contains(where: { $0.status == "incomplete" }) {
            Terminal.complain("the same command goes on where this one stopped")
        }
        if let logs = result.logs { Terminal.complain("the stages' logs are in \(logs)") }
        let etl = Executable.invocation
        if result.rejected > 0 { Terminal.print("See what was rejected: \(etl) rejects list\(options.again)") }
        Terminal.print("Query the data: \(etl) psql\(options.again)")
        if let maxRejects, result.rejected > maxRejects {
            Terminal.complain("\(result.rejected) records were rejected, more than --max-rejects \(maxRejects) allows")
            throw ExitCode(1)
        }
        guard result.isClean else { throw ExitCode(1) }
    }
}

extension ConnectionOptions {
    /// The options that lead to the same servers again, for commands that are suggested. Passwords are left out.
    var again: String {
        var text = ""
        if let config { text += " --config \(Executable.shellQuoted(config))" }
        if database != nil {
            text += " --database …"
        } else if let state {
            text += " --state \(Executable.shellQuoted(state))"
        }
        return text
    }
    /// The same for commands that need the broker only.
    var againAtBroker: String {
        var text = ""
        if let config { text += " --config \(Executable.shellQuoted(config))" }
        if broker != nil {
            text += " --broker …"
        } else if let state {
            text += " --state \(Executable.shellQuoted(state))"
        }
        return text
    }
}
