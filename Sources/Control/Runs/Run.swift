import Bus
import Clocks
import DeadLetters
import ETLModels
import Glibc
import Ledger
import Logging
import Postgres
import Progress
import RabbitMQ
import ServerAccess
import ServiceLogging
import ServiceSettings
import Submission
import SystemPackage

/// A run from beginning to end: servers, tables, jobs, stages, waiting, summary.
package struct Run: Sendable {
    let request: RunRequest
    let onEvent: @Sendable (RunEvent) -> Void

    /// - Parameter onEvent: called in order, one event at a time, on any thread; the run waits for it.
    package init(_ request: RunRequest, onEvent: @escaping @Sendable (RunEvent) -> Void) {
        self.request = request
        self.onEvent = onEvent
    }

    private var settings: Settings { request.servers.settings }
    private var selection: SourceSelection { request.selection }

    /// Loads the sources, and returns when each is complete, or when nothing more will come of it.
    ///
    /// Cancelled, it lets the stages finish what they have in hand, and returns how far it has come.
    package func perform() async throws -> RunSummary {
        let logger = try settings.controlLogger()
        let servers = try await Servers.open(request.servers, broker: true) { onEvent(.startingServers(state: $0)) }
        let summary = try await servers.stopping { try await load(on: servers, logger) }
        discardSpooled(summary)
        return summary
    }

    /// Removes what was kept of standard input once all of it is loaded; reports where it is as long as it is not.
    private func discardSpooled(_ summary: RunSummary) {
        guard let spooled = selection.spooled else { return }
        if summary.sources.allSatisfy({ $0.uri != spooled || $0.status == "complete" }) {
            Spool.discard(spooled)
        } else {
            onEvent(.standardInputKept(spooled))
        }
    }

    private func load(on servers: Servers, _ logger: Logger) async throws -> RunSummary {
        let start = ContinuousClock.now
        let startSeconds = time(nil)
        let connection = try await servers.connectToDatabase()
        for failure in selection.failures { onEvent(.submission(.failed(failure))) }
        let result = try await submit(to: servers, connection, logger)
        let submitted = result.submitted
        let monitor = RunMonitor(
            servers: servers, connection: connection, sources: submitted.map(\.entry.id), since: startSeconds,
            onEvent: onEvent)
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
            elapsedSeconds: (end - start) / .seconds(1),
            sources: states.map { RunSummary.Source($0) }
                + (selection.failures + result.failed).map { RunSummary.Source($0) },
            logs: isComplete ? nil : logs?.directory.string)
    }

    // MARK: Submitting

    private func submit(
        to servers: Servers, _ connection: PostgresConnection, _ logger: Logger
    ) async throws -> SubmissionResult {
        async let work = earlierWork(servers)
        try await Migrator.migrate(on: connection)
        let earlier = try await work
        let result = try await JobPublisher.with(try servers.brokerConfiguration(), logger) { publisher in
            let submitter = Submitter(
                connection: connection, publisher: publisher, reading: request.reading, again: earlier.isLost,
                onEvent: { onEvent(.submission($0)) })
            return try await submitter.submitAll(selection.files)
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
        let isIdle = try await WorkQueues.areIdle(on: browser)
        let dead = try await DeadLetterQueues.sourcesOfDeadJobs(on: browser)
        await browser.close()
        return EarlierWork(isIdle: isIdle, deadJobs: dead)
    }

    /// Has jobs tried once more that died in an earlier run: that is what running the same files again asks for.
    private func replayDeadJobs(of sources: Set<SourceID>, _ servers: Servers) async throws {
        let browser = try await RabbitMQBrowser.connect(try servers.brokerConfiguration())
        _ = try await DeadLetterQueues.replay(
            where: { letter in letter.stage == .extract && letter.source.map(sources.contains) == true }, on: browser)
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
            databaseURL: servers.databaseURL ?? "", programs: request.programs, arguments: request.stageArguments,
            logFormat: try settings.logFormat() ?? .text, logs: logs, extractorWorkers: extractorWorkers,
            onEvent: onEvent)
        let privateState = servers.arePrivate ? servers.statePath : nil
        let outcome = await Result {
            try await keepRunning(processes) {
                var watch = RunWatch(
                    monitor: monitor, privateState: privateState, longestPause: request.longestPause, onEvent: onEvent)
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
            for (program, number) in request.stages.processes {
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
