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

    var hasDeadLetters: Bool { stages.contains { $0.dead > 0 } }

    static func gather(_ servers: Servers) async throws -> Status {
        let connection = try await servers.connectToDatabase()
        try await Migrator.requireMigrated(on: connection)
        let progress = try await connection.progress()
        guard servers.brokerURL != nil else {
            await connection.close()
            return Status(sources: progress.map { Source($0, deadLetters: []) }, stages: [])
        }
        let browser = try await RabbitMQBrowser.connect(try servers.brokerConfiguration())
        let stages = try await queues(browser)
        let deadLetters = try await browser.deadLetters()
        await browser.close()
        var sources: [Source] = []
        for source in progress {
            let letters = deadLetters.filter { $0.source == source.id }
            let loaded =
                letters.isEmpty
                ? [] : try await connection.loadedSequences(of: source.id, among: letters.compactMap(\.sequence))
            sources.append(Source(source, deadLetters: SourceState.counted(letters, loaded: loaded)))
        }
        await connection.close()
        return Status(sources: sources, stages: stages)
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
    fileprivate init(_ progress: SourceProgress, deadLetters: [DeadLetter]) {
        let state = SourceState(progress, deadLetters: deadLetters, since: 0, quietFor: .zero)
        let status = progress.isComplete ? "complete" : deadLetters.isEmpty ? "in progress" : "incomplete"
        self.init(
            uri: progress.uri, kind: progress.kind, sourceId: "\(progress.id)", status: status,
            percent: Int(state.fraction * 100), records: state.records, loaded: progress.loaded,
            duplicates: progress.duplicates, rejected: progress.rejected, repaired: progress.repaired,
            dead: state.deadRecords)
    }
}

extension Status {
    /// The status for a person, within 80 columns.
    var lines: [String] {
        guard !sources.isEmpty || !stages.isEmpty else { return ["Nothing has been submitted yet."] }
        var table = Table(["source", "status", "done", "records", "rejected", "dead"])
        for (source, label) in zip(sources, SourceLabel.labels(of: sources.map(\.uri))) {
            table.add([
                label, source.status, "\(source.percent)%", Format.count(source.records),
                Format.count(source.rejected), Format.count(source.dead),
            ])
        }
        guard !stages.isEmpty else { return table.lines() }
        var queues = Table(["stage", "ready", "consumers", "dead letters"])
        for stage in stages {
            queues.add([stage.stage, Format.count(stage.ready), "\(stage.consumers)", Format.count(stage.dead)])
        }
        return table.lines() + [""] + queues.lines()
    }
}
