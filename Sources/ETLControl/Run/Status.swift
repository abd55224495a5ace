import Ledger
import Pipeline
import Postgres
import RabbitMQ

/// How everything stands: sources by the ledger, stages by their queues.
struct Status: Sendable, Encodable {
    struct Source: Sendable, Encodable {
        let uri: String
        let kind: String
        let sourceId: String
        let status: String
        let percent: Int
        let records: Int
        let loaded: Int
        let duplicates: Int
        let rejected: Int
        let repaired: Int
        let dead: Int
        /// The ids of the dead letters that keep it from being complete, at most 100.
        let deadLetters: [String]
        /// What they say.
        let error: String?
    }

    struct StageQueues: Sendable, Encodable {
        let stage: String
        let ready: Int
        let consumers: Int
        let dead: Int
    }

    let sources: [Source]
    /// Empty when no broker was asked.
    let stages: [StageQueues]
    /// The ids of dead letters of sources that nobody knows, at most 100.
    let strayLetters: [String]

    /// Whether something is dead that is not loaded by now.
    var hasDeadLetters: Bool { !strayLetters.isEmpty || sources.contains { $0.error != nil } }
    /// Whether there may be a dead letter that matters.
    var isComplete: Bool { sources.allSatisfy { $0.status == "complete" } }

    /// - Parameter broker: nil when nothing is to be said of queues and dead letters.
    static func gather(_ servers: Servers, broker: RabbitMQConfiguration?) async throws -> Status {
        let connection = try await servers.connectToDatabase()
        try await Migrator.requireMigrated(on: connection)
        var stages: [StageQueues] = []
        var found = FoundLetters()
        if let broker {
            // Asked before the ledger: what is loaded in between counts as loaded.
            let browser = try await RabbitMQBrowser.connect(broker)
            found = try await browser.deadLetters()
            stages = try await queues(browser)
            await browser.close()
        }
        var letters = found.letters
        var sources: [Source] = []
        for source in try await connection.progress() {
            let own = letters.filter { $0.source == source.id }
            letters.removeAll { $0.source == source.id }
            let loaded =
                own.isEmpty
                ? [] : try await connection.loadedSequences(of: source.id, among: own.compactMap(\.sequence))
            let state = SourceState(
                source, deadLetters: SourceState.counted(own, loaded: loaded), omitted: found.omitted(of: source.id),
                since: 0, quietFor: .zero)
            sources.append(Source(state))
        }
        await connection.close()
        return Status(sources: sources, stages: stages, strayLetters: letters.prefix(100).map { "\($0.id)" })
    }

    private static func queues(_ browser: RabbitMQBrowser) async throws(RabbitMQError) -> [StageQueues] {
        var stages: [StageQueues] = []
        for stage in Stage.allCases {
            let work = try await browser.depth(of: stage.workQueue)
            let dead = try await browser.depth(of: stage.deadLetterQueue)
            stages.append(
                StageQueues(
                    stage: stage.rawValue, ready: work?.ready ?? 0, consumers: work?.consumers ?? 0,
                    dead: dead?.ready ?? 0))
        }
        return stages
    }
}

extension Status.Source {
    fileprivate init(_ state: SourceState) {
        let progress = state.progress
        let error = DeadLetter.summary(state)
        let status = progress.isComplete ? "complete" : error == nil ? "in progress" : "incomplete"
        self.init(
            uri: progress.uri, kind: progress.kind, sourceId: "\(progress.id)", status: status,
            percent: Int(state.fraction * 100), records: state.records, loaded: progress.loaded,
            duplicates: progress.duplicates, rejected: progress.rejected, repaired: progress.repaired,
            dead: state.deadRecords, deadLetters: state.deadLetters.prefix(100).map { "\($0.id)" },
            error: error)
    }
}

extension Status {
    /// The status for a person, its tables within 80 columns.
    ///
    /// - Parameter again: the options that lead to the same broker.
    func lines(again: String) -> [String] {
        guard !sources.isEmpty || !stages.isEmpty else { return ["Nothing has been submitted yet."] }
        var table = Table(["source", "status", "done", "records", "rejected", "dead"])
        for (source, label) in zip(sources, SourceLabel.labels(of: sources.map(\.uri))) {
            table.add([
                label, source.status, "\(source.percent)%", Format.count(source.records),
                Format.count(source.rejected), Format.count(source.dead),
            ])
        }
        return table.lines() + queueLines + letterLines(again)
    }

    private var queueLines: [String] {
        guard !stages.isEmpty else { return [] }
        var queues = Table(["stage", "ready", "consumers", "dead letters"])
        for stage in stages {
            queues.add([stage.stage, Format.count(stage.ready), "\(stage.consumers)", Format.count(stage.dead)])
        }
        return [""] + queues.lines()
    }

    /// What keeps sources from being complete, and the command that shows it.
    private func letterLines(_ again: String) -> [String] {
        var lines: [String] = []
        for source in sources {
            guard let id = source.deadLetters.first, let error = source.error else { continue }
            lines += ["", Format.printable("\(source.uri): \(error)"), "See it: \(DeadLetter.show(id, again))"]
        }
        if let id = strayLetters.first {
            lines += [
                "", "\(id) is a dead letter of no source that is known here.", "See it: \(DeadLetter.show(id, again))",
            ]
        }
        return lines
    }
}
