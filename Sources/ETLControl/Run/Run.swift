import ETLModels
import Formats
import Ledger
import LocalServers
import Logging
import Pipeline
import Postgres
import RabbitMQ
import SystemPackage

/// A run from beginning to end: servers, tables, jobs, stages, waiting, summary.
struct Run: Sendable {
    let options: ConnectionOptions
    let settings: Settings
    let files: [String]
    let kind: RecordKind?
    let batchRecords: Int
    let stages: StageCounts

    func perform() async throws -> RunSummary {
        let logger = try settings.commandLogger()
        let servers = try await Servers.open(options, settings, broker: true, logger: logger) { Terminal.print($0) }
        do {
            let summary = try await load(on: servers, logger)
            await servers.stop()
            return summary
        } catch {
            await servers.stop()
            throw error
        }
    }

    private func load(on servers: Servers, _ logger: Logger) async throws -> RunSummary {
        let start = ContinuousClock.now
        let (submitted, failed) = try await submit(to: servers, logger)
        let states = submitted.isEmpty ? [] : try await follow(submitted.map(\.entry.id), on: servers)
        return RunSummary(
            elapsedSeconds: (ContinuousClock.now - start).inSeconds,
            sources: states.map { RunSummary.Source($0) } + failed)
    }

    // MARK: Submitting

    private func submit(
        to servers: Servers, _ logger: Logger
    ) async throws -> (submitted: [SubmittedSource], failed: [RunSummary.Source]) {
        let connection = try await servers.connectToDatabase()
        try await Migrator.migrate(on: connection)
        let isIdle = try await brokerIsIdle(servers)
        let result = try await JobPublisher.with(try servers.brokerConfiguration(), logger) { publisher in
            let submission = Submission(
                connection: connection, publisher: publisher, kind: kind, batchRecords: batchRecords, again: isIdle)
            return try await submission.submitAll(files)
        }
        await connection.close()
        return result
    }

    /// Whether the broker certainly has no work of an earlier run: then what is in progress needs its job again.
    private func brokerIsIdle(_ servers: Servers) async throws -> Bool {
        let browser = try await RabbitMQBrowser.connect(try servers.brokerConfiguration())
        try await browser.declare(Stage.queues)
        let isIdle = try await browser.isIdle()
        await browser.close()
        return isIdle
    }

    // MARK: Loading

    /// Runs the stages until every source has come to its end.
    private func follow(_ sources: [SourceID], on servers: Servers) async throws -> [SourceState] {
        let processes = StageProcesses(
            brokerURL: servers.brokerURL ?? "", databaseURL: servers.databaseURL ?? "", logs: try logDirectory())
        let monitor = RunMonitor(servers: servers, sources: sources)
        let outcome = await Result { try await work(processes, until: monitor) }
        // Once more when the stages have ended: an interruption lets them finish what they had in hand.
        let last = await Task { await monitor.look() }.value
        await monitor.close()
        if case .failure(let error) = outcome, !(error is CancellationError) { throw error }
        return last ?? []
    }

    /// Keeps the stages running until no source is running any more, or until the run is interrupted; stops them.
    private func work(_ processes: StageProcesses, until monitor: RunMonitor) async throws {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for (program, number) in stages.processes {
                group.addTask {
                    try await processes.keepRunning(program, number)
                    return false
                }
            }
            group.addTask {
                try await watch(monitor)
                return true
            }
            // Ends with the watching; a stage's task ends before that only by throwing.
            let outcome = await Result { while try await group.next() == false {} }
            await Task { await processes.stop() }.value
            group.cancelAll()
            try outcome.get()
        }
    }

    /// Shows the progress until no source is running any more.
    private func watch(_ monitor: RunMonitor) async throws {
        var view = ProgressView(isInteractive: Terminal.isInteractive)
        while true {
            if let states = await monitor.look() {
                view.show(states, at: .now, width: Terminal.width)
                if states.allSatisfy({ $0.phase != .running }) { return }
            }
            try await Task.sleep(for: .milliseconds(Terminal.isInteractive ? 250 : 500))
        }
    }

    private func logDirectory() throws -> FilePath {
        let state = options.state.map { FilePath($0) } ?? StateDirectory.defaultPath
        let directory = state.appending("logs")
        try SourceFiles.makeDirectory(directory)
        return directory
    }
}
