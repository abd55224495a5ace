import Bus
import Clocks
import DeadLetters
import ETLModels
import Following
import Glibc
import Ledger
import Logging
import NodeReading
import Postgres
import Progress
import RabbitMQ
import ServerAccess
import ServiceLogging
import ServiceSettings
import SourceDescriptions
import Submission
import SystemPackage

/// An end-to-end run: servers, tables, jobs, stages, waiting, summary.
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

    /// Loads the sources, and returns when each is complete or cannot make progress.
    ///
    /// When cancelled, lets the stages finish their work in progress, and returns the summary so far.
    package func perform() async throws -> RunSummary {
        let logger = try settings.controlLogger()
        let head = try await request.node?.head()
        var survey = FileSurvey(reading: request.reading)
        if head == nil, let failures = await survey.failuresOfAll(selection.files) {
            return nothing(selection.failures + failures)
        }
        let servers = try await Servers.open(request.servers, broker: true) { onEvent(.startingServers(state: $0)) }
        let summary = try await servers.stopping { try await loadAll(survey, head, on: servers, logger) }
        discardSpooled(summary)
        return summary
    }

    /// The summary of a run without a file to load: no server is started or asked.
    private func nothing(_ failures: [FailedSource]) -> RunSummary {
        for failure in failures { onEvent(.submission(.failed(failure))) }
        let summary = RunSummary(
            elapsedSeconds: 0, sources: failures.map { RunSummary.Source($0) }, logs: nil, foundNothing: true)
        discardSpooled(summary)
        return summary
    }

    /// Removes the spooled standard input once it is loaded completely; else reports its file.
    private func discardSpooled(_ summary: RunSummary) {
        guard let spooled = selection.spooled else { return }
        if summary.sources.allSatisfy({ $0.uri != spooled || $0.status == "complete" }) {
            Spool.discard(spooled)
        } else {
            onEvent(.standardInputKept(spooled))
        }
    }

    /// Loads files, or what a node serves at a head.
    func load(
        _ survey: FileSurvey, _ head: NodeHead?, on servers: Servers, _ logger: Logger
    ) async throws -> RunSummary {
        let start = ContinuousClock.now
        let startSeconds = time(nil)
        let connection = try await servers.connectToDatabase()
        for failure in selection.failures { onEvent(.submission(.failed(failure))) }
        let result = try await submit(survey, head, to: servers, connection, logger)
        let submitted = result.submitted
        try await beginBulkPhase(for: submitted, connection)
        let monitor = RunMonitor(
            servers: servers, connection: connection, sources: submitted.map(\.entry.id), since: startSeconds,
            onEvent: onEvent)
        var states: [SourceState] = []
        var end = ContinuousClock.now
        var isInBulk = false
        var logs: StageLogs?
        if !submitted.isEmpty {
            let stageLogs = try StageLogs.open(in: servers.statePath)
            let workers = settings.string(.workers) == nil ? Self.extractorWorkers(for: submitted) : nil
            let outcome = await Result { try await follow(monitor, on: servers, stageLogs, workers) }
            await monitor.close()
            (states, end, isInBulk) = try outcome.get()
            logs = stageLogs
        } else {
            await monitor.close()
        }
        let isSettled = states.allSatisfy(\.phase.isSettled)
        if isSettled { logs?.discard() }
        return RunSummary(
            elapsedSeconds: (end - start) / .seconds(1),
            sources: states.map { RunSummary.Source($0) }
                + (selection.failures + result.failed).map { RunSummary.Source($0) },
            logs: isSettled ? nil : logs?.directory.string, isInBulk: isInBulk)
    }

    // MARK: Submitting

    private func submit(
        _ survey: FileSurvey, _ head: NodeHead?, to servers: Servers, _ connection: PostgresConnection, _ logger: Logger
    ) async throws -> SubmissionResult {
        async let work = earlierWork(servers)
        try await Migrator.migrate(on: connection)
        try await ChainTable.record(request.chain ?? head?.chain, on: connection)
        let files = try await files(at: head, connection)
        let earlier = try await work
        let result = try await JobPublisher.with(try servers.brokerConfiguration(), logger) { publisher in
            let submitter = Submitter(
                connection: connection, publisher: publisher, reading: request.reading, survey: survey,
                again: earlier.isLost, onEvent: { onEvent(.submission($0)) })
            return try await submitter.submitAll(files)
        }
        let inProgress = result.submitted.filter { $0.outcome != .complete }
        let dead = earlier.deadJobs.intersection(inProgress.map(\.entry.id))
        if !dead.isEmpty { try await replayDeadJobs(of: dead, servers) }
        return result
    }

    /// The files to submit, or what a node serves.
    private func files(at head: NodeHead?, _ connection: PostgresConnection) async throws -> [String] {
        guard let head, let node = request.node else { return selection.files }
        return try await node.names(ofTokens: request.loadsTokens, at: head, on: connection)
    }

    /// The work of earlier runs in the broker.
    private struct EarlierWork {
        /// Whether the broker certainly has no work of any source.
        let isIdle: Bool
        /// The sources with a dead extract job.
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

    /// Replays jobs that died in an earlier run: a run of the same files retries them.
    private func replayDeadJobs(of sources: Set<SourceID>, _ servers: Servers) async throws {
        let browser = try await RabbitMQBrowser.connect(try servers.brokerConfiguration())
        _ = try await DeadLetterQueues.replay(
            where: { letter in letter.stage == .extract && letter.source.map(sources.contains) == true }, on: browser)
        await browser.close()
    }

    // MARK: Loading

    /// The number of files that an extractor reads concurrently if many are small: each of those mostly waits for the
    /// broker. Eight small files take less memory than one large file.
    static func extractorWorkers(for sources: [SubmittedSource]) -> Int? {
        let small = sources.count { $0.outcome != .complete && $0.entry.bytes <= 1 << 20 }
        return small >= 100 ? 8 : nil
    }

    /// Runs the stages until every source has ended, and ends the bulk phase; returns the time of that end.
    private func follow(
        _ monitor: RunMonitor, on servers: Servers, _ logs: StageLogs, _ extractorWorkers: Int?
    ) async throws -> (states: [SourceState], end: ContinuousClock.Instant, isInBulk: Bool) {
        let processes = StageProcesses(
            brokerURL: servers.brokerURL ?? "", brokerTLS: servers.brokerTLS,
            databaseURL: servers.databaseURL ?? "", nodes: try settings.secret(.nodes),
            requiresTLS: try settings.requiresTLS(), programs: request.programs,
            arguments: request.stageArguments,
            logFormat: try settings.logFormat() ?? .text, logs: logs, extractorWorkers: extractorWorkers,
            onEvent: onEvent)
        let privateState = servers.arePrivate ? servers.statePath : nil
        let outcome = await Result {
            try await keepRunning(processes) {
                var watch = RunWatch(
                    monitor: monitor, privateState: privateState, longestPause: request.longestPause, onEvent: onEvent)
                try await watch.run()
                try await endBulkPhase(servers)
            }
        }
        // Again after the stages have exited: an interrupted stage finishes its work in progress.
        let last = await Task { await Result { try await monitor.look(isLast: true) } }.value
        switch outcome {
        case .success(let end): return (try last.get(), end, false)
        case .failure(let error):
            let isInBulk = await isInBulkPhase(servers)
            if isInBulk { onEvent(.bulkPhaseGoesOn) }
            guard error is CancellationError else { throw error }
            return (try last.get(), .now, isInBulk)
        }
    }

    /// Keeps the stages running until `watch` returns or the run is interrupted; then stops them.
    ///
    /// - Returns: the time when `watch` returned.
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
            // Ends with the watch; the task of a stage ends before that only by throwing.
            let outcome = await Result { while try await group.next() == false {} }
            let end = ContinuousClock.now
            await Task { await processes.stop() }.value
            group.cancelAll()
            try outcome.get()
            return end
        }
    }
}
