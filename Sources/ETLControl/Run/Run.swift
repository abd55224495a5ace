import ETLModels
import Glibc
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
    let selection: SourceSelection
    let reading: SourceReading
    let stages: StageCounts

    func perform() async throws -> RunSummary {
        let logger = try settings.commandLogger()
        let servers = try await Servers.open(options, settings, broker: true, logger: logger) { Terminal.print($0) }
        let outcome = await Result { try await load(on: servers, logger) }
        await servers.stop()
        let summary = try outcome.get()
        discardSpooled(summary)
        return summary
    }

    /// Removes what was kept of standard input once all of it is loaded; says where it is as long as it is not.
    private func discardSpooled(_ summary: RunSummary) {
        guard let spooled = selection.spooled else { return }
        if summary.sources.allSatisfy({ $0.uri != spooled || $0.status == "complete" }) {
            Spool.discard(spooled)
        } else {
            Terminal.complain("standard input is kept in \(spooled), which can be loaded by that name")
        }
    }

    private func load(on servers: Servers, _ logger: Logger) async throws -> RunSummary {
        let start = ContinuousClock.now
        let startSeconds = time(nil)
        let connection = try await servers.connectToDatabase()
        let missing = Submission.complain(of: selection.failures)
        let (submitted, failed) = try await submit(to: servers, connection, logger)
        let monitor = RunMonitor(
            servers: servers, connection: connection, sources: submitted.map(\.entry.id), since: startSeconds)
        var states: [SourceState] = []
        var end = ContinuousClock.now
        var logs: StageLogs?
        if !submitted.isEmpty {
            let stageLogs = try StageLogs.open(in: servers.statePath)
            let workers = settings.string(.workers) == nil ? Self.extractorWorkers(for: submitted) : nil
            let outcome = await Result { try await follow(monitor, on: servers, stageLogs, workers) }
            await monitor.close()
            (states, end) = try outcome.get()
            logs = stageLogs
        } else {
            await monitor.close()
        }
        let isComplete = states.allSatisfy { $0.phase == .complete }
        if isComplete { logs?.discard() }
        return RunSummary(
            elapsedSeconds: (end - start).inSeconds,
            sources: states.map { RunSummary.Source($0) } + missing + failed,
            logs: isComplete ? nil : logs?.directory.string)
    }

    // MARK: Submitting

    private func submit(
        to servers: Servers, _ connection: PostgresConnection, _ logger: Logger
    ) async throws -> (submitted: [SubmittedSource], failed: [RunSummary.Source]) {
        async let work = earlierWork(servers)
        try await Migrator.migrate(on: connection)
        let earlier = try await work
        let result = try await JobPublisher.with(try servers.brokerConfiguration(), logger) { publisher in
            let submission = Submission(
                connection: connection, publisher: publisher, reading: reading, again: earlier.isLost)
            return try await submission.submitAll(selection.files)
        }
        let inProgress = result.submitted.filter { $0.outcome != .complete }
        let dead = earlier.deadJobs.intersection(inProgress.map(\.entry.id))
        if !dead.isEmpty { try await replayDeadJobs(of: dead, servers) }
        return result
    }

    /// What the broker has of earlier runs.
    private struct EarlierWork {
        /// Whether it has certainly no work of any source.
        let isIdle: Bool
        /// The sources whose job is a dead letter.
        let deadJobs: Set<SourceID>

        /// Whether a source in progress needs a new job.
        func isLost(_ source: SourceID) -> Bool { isIdle && !deadJobs.contains(source) }
    }

    private func earlierWork(_ servers: Servers) async throws -> EarlierWork {
        let browser = try await RabbitMQBrowser.connect(try servers.brokerConfiguration())
        try await browser.declare(Stage.queues)
        let isIdle = try await browser.isIdle()
        let dead = try await browser.sourcesOfDeadJobs()
        await browser.close()
        return EarlierWork(isIdle: isIdle, deadJobs: dead)
    }

    /// Has jobs tried once more that died in an earlier run: that is what running the same files again asks for.
    private func replayDeadJobs(of sources: Set<SourceID>, _ servers: Servers) async throws {
        let browser = try await RabbitMQBrowser.connect(try servers.brokerConfiguration())
        _ = try await browser.replay(
            { letter in letter.stage == .extract && letter.source.map(sources.contains) == true }, dryRun: false)
        await browser.close()
    }

    // MARK: Loading

    /// How many files an extractor reads at a time where many are small: what takes the time of those is to wait for the
    /// broker, once for each. Eight of them take less memory than one large file; large ones among them take theirs.
    static func extractorWorkers(for sources: [SubmittedSource]) -> Int? {
        let small = sources.count { $0.outcome != .complete && $0.entry.bytes <= 1 << 20 }
        return small >= 100 ? 8 : nil
    }

    /// Runs the stages until every source has come to its end, and tells when that was.
    private func follow(
        _ monitor: RunMonitor, on servers: Servers, _ logs: StageLogs, _ extractorWorkers: Int?
    ) async throws -> (states: [SourceState], end: ContinuousClock.Instant) {
        let processes = StageProcesses(
            brokerURL: servers.brokerURL ?? "", brokerTLS: servers.brokerTLS,
            databaseURL: servers.databaseURL ?? "", options: options,
            logFormat: try settings.logFormat() ?? .text, logs: logs, extractorWorkers: extractorWorkers)
        let privateState = servers.local == nil ? nil : servers.statePath
        let outcome = await Result {
            try await keepRunning(processes) {
                var watch = RunWatch(monitor: monitor, privateState: privateState)
                try await watch.run()
            }
        }
        // Once more when the stages have ended: an interruption lets them finish what they had in hand.
        let last = await Task { await Result { try await monitor.look(isLast: true) } }.value
        switch outcome {
        case .success(let end): return (try last.get(), end)
        case .failure(let error) where error is CancellationError: return (try last.get(), .now)
        case .failure(let error): throw error
        }
    }

    /// Keeps the stages running until `watch` returns, or until the run is interrupted; stops them.
    ///
    /// - Returns: when `watch` returned.
    private func keepRunning(
        _ processes: StageProcesses, while watch: @escaping @Sendable () async throws -> Void
    ) async throws -> ContinuousClock.Instant {
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
            let end = ContinuousClock.now
            await Task { await processes.stop() }.value
            group.cancelAll()
            try outcome.get()
            return end
        }
    }
}
