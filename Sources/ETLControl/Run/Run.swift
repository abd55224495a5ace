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
        let outcome = await Result { try await load(on: servers, logger) }
        await servers.stop()
        return try outcome.get()
    }

    private func load(on servers: Servers, _ logger: Logger) async throws -> RunSummary {
        let start = ContinuousClock.now
        let (submitted, failed) = try await submit(to: servers, logger)
        var states: [SourceState] = []
        var logs: StageLogs?
        if !submitted.isEmpty {
            let stageLogs = try StageLogs.open(in: servers.statePath)
            states = try await follow(submitted.map(\.entry.id), on: servers, stageLogs)
            logs = stageLogs
        }
        let isComplete = states.allSatisfy { $0.phase == .complete }
        if isComplete { logs?.discard() }
        return RunSummary(
            elapsedSeconds: (ContinuousClock.now - start).inSeconds,
            sources: states.map { RunSummary.Source($0) } + failed,
            logs: isComplete ? nil : logs?.directory.string)
    }

    // MARK: Submitting

    private func submit(
        to servers: Servers, _ logger: Logger
    ) async throws -> (submitted: [SubmittedSource], failed: [RunSummary.Source]) {
        let connection = try await servers.connectToDatabase()
        try await Migrator.migrate(on: connection)
        let again = try await lostSources(servers)
        let result = try await JobPublisher.with(try servers.brokerConfiguration(), logger) { publisher in
            let submission = Submission(
                connection: connection, publisher: publisher, kind: kind, batchRecords: batchRecords, again: again)
            return try await submission.submitAll(files)
        }
        await connection.close()
        let inProgress = result.submitted.filter { $0.outcome != .complete }
        try await replayDeadJobs(of: Set(inProgress.map(\.entry.id)), servers)
        return result
    }

    /// Tells which sources in progress need a new job: all, when the broker certainly has no work of an earlier run, but for
    /// those whose job is a dead letter.
    private func lostSources(_ servers: Servers) async throws -> @Sendable (SourceID) -> Bool {
        let browser = try await RabbitMQBrowser.connect(try servers.brokerConfiguration())
        try await browser.declare(Stage.queues)
        let isIdle = try await browser.isIdle()
        let dead = try await browser.sourcesOfDeadJobs()
        await browser.close()
        return { isIdle && !dead.contains($0) }
    }

    /// Has jobs tried once more that died in an earlier run: that is what running the same files again asks for.
    private func replayDeadJobs(of sources: Set<SourceID>, _ servers: Servers) async throws {
        let browser = try await RabbitMQBrowser.connect(try servers.brokerConfiguration())
        _ = try await browser.replay(
            { letter in letter.stage == .extract && letter.source.map(sources.contains) == true }, dryRun: false)
        await browser.close()
    }

    // MARK: Loading

    /// Runs the stages until every source has come to its end.
    private func follow(
        _ sources: [SourceID], on servers: Servers, _ logs: StageLogs
    ) async throws -> [SourceState] {
        let processes = StageProcesses(
            brokerURL: servers.brokerURL ?? "", databaseURL: servers.databaseURL ?? "", options: options, logs: logs)
        let monitor = RunMonitor(servers: servers, sources: sources)
        let privateState = servers.local == nil ? nil : servers.statePath
        let outcome = await Result {
            try await keepRunning(processes) {
                var watch = RunWatch(monitor: monitor, privateState: privateState)
                try await watch.run()
            }
        }
        // Once more when the stages have ended: an interruption lets them finish what they had in hand.
        let last = await Task { await Result { try await monitor.look(isLast: true) } }.value
        await monitor.close()
        if case .failure(let error) = outcome, !(error is CancellationError) { throw error }
        return try last.get()
    }

    /// Keeps the stages running until `watch` returns, or until the run is interrupted; stops them.
    private func keepRunning(
        _ processes: StageProcesses, while watch: @escaping @Sendable () async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for (program, number) in stages.processes {
                group.addTask {
                    try await processes.keepRunning(program, number)
                    return false
                }
            }
            group.addTask {
                try await watch()
                return true
            }
            // Ends with the watching; a stage's task ends before that only by throwing.
            let outcome = await Result { while try await group.next() == false {} }
            await Task { await processes.stop() }.value
            group.cancelAll()
            try outcome.get()
        }
    }
}
