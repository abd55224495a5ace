import Bus
import DeadLetters
package import DisplayText
import ETLModels
import Ledger
import RabbitMQManagement

/// The status of the pipeline: sources from the ledger, stages from their queues.
///
/// The keys are a contract with scripts: all are always present, and null means unknown.
package struct Status: Sendable, Encodable {
    /// The most ids of dead letters of a source, and of those of unknown sources.
    package static let mostLetters = 100

    package struct Source: Sendable, Encodable {
        package let uri: String
        package let kind: String
        package let sourceId: String
        /// `complete`, `in progress`, `incomplete` (something of it is dead) or `stuck` (nobody works on it).
        package let status: String
        package let percent: Int
        /// The size of the file, and the bytes loaded.
        package let bytes: Int64
        package let bytesDone: Int64
        /// Nil until the last batch is loaded.
        @Nullable package var batches: Int?
        package let batchesDone: Int
        package let records: Int
        package let loaded: Int
        package let duplicates: Int
        /// The duplicates that gave a stored row values which it lacked.
        package let completed: Int
        /// The loaded records that took the place of a stored row with other content.
        package let replaced: Int
        package let rejected: Int
        package let repaired: Int
        package let skipped: Int
        package let dead: Int
        /// The lines of rejected records that hold other records.
        package var heldLines = 0
        /// The first line of the first of them.
        @Nullable package var heldFromLine: Int64?
        /// The rate of the last half minute.
        @Nullable package var recordsPerSecond: Double?
        /// At that rate.
        @Nullable package var secondsLeft: Double?
        /// When it was submitted, or something of it was loaded last.
        @Nullable package var lastProgressAt: String?
        /// The time since then; null unless it is in progress or stuck.
        @Nullable package var secondsWithoutProgress: Int?
        /// The stages that may have messages of it; empty if nobody has one, null without a broker or if it is complete.
        @Nullable package var stages: [String]?
        /// The last report of a process about it, if that was in the last minutes.
        @Nullable package var sighting: Sighting?
        /// Why it is stuck.
        @Nullable package var stuck: String?
        /// The ids of the dead letters that keep it incomplete, at most ``mostLetters``.
        package let deadLetters: [String]
        /// Their errors.
        @Nullable package var error: String?
    }

    /// What a process did with a source.
    package struct Sighting: Sendable, Encodable {
        /// `checking`, `reading`, `waiting` or `replayed`.
        package let activity: String
        /// What it waits for.
        @Nullable package var reason: String?
        /// The host and the number of the process.
        package let process: String
        package let secondsAgo: Int
    }

    package struct StageQueues: Sendable, Encodable {
        package let stage: String
        package let ready: Int
        /// Unacknowledged messages; only from the management API.
        @Nullable package var unacked: Int?
        package let consumers: Int
        /// The batches that the stage completes.
        @Nullable package var batchesPerSecond: Double?
        /// Whether that is estimated from the ledger and the queue lengths, and not reported by RabbitMQ.
        package let rateIsEstimated: Bool
        /// Whether RabbitMQ blocks a connection of the stage; only from the management API.
        @Nullable package var blocked: Bool?
        /// The age of the oldest message; only from some brokers.
        @Nullable package var oldestSeconds: Int?
        /// The estimated wait of a new message: the messages before it, divided by the rate.
        @Nullable package var waitSecondsEstimate: Double?
        /// Dead letters.
        package let dead: Int
    }

    /// A table that is loaded without its key: it may have rows twice until `etl bulk finish`, or the end of `etl run`.
    package struct BulkTable: Sendable, Encodable {
        package let table: String
        /// `run` or `operator`.
        package let startedBy: String
        package let startedAt: String
        /// Whether the key is back, and only indexes are missing.
        package let hasKey: Bool

        init(_ phase: BulkPhase) {
            table = phase.kind.name
            startedBy = phase.starter.rawValue
            startedAt = Format.moment(Int(phase.startedAt))
            hasKey = phase.hasKey
        }
    }

    /// The tables in their bulk phases.
    package let bulkPhases: [BulkTable]
    /// Without the retired and removed ones.
    package let sources: [Source]
    /// The number of retired sources.
    package let retired: Int
    /// Empty without a broker.
    package let stages: [StageQueues]
    /// The ids of dead letters of unknown sources, at most ``mostLetters``.
    package let strayLetters: [String]
    /// Memory and disk alarms, which block all publishers; null without the management API.
    @Nullable package var alarms: [String]?
    /// Whether RabbitMQ's management API answered.
    package let hasManagement: Bool
    /// The servers that are unavailable, with their errors.
    package var troubles: [String]

    /// Whether there are dead letters that are not loaded.
    package var hasDeadLetters: Bool { !strayLetters.isEmpty || sources.contains { $0.error != nil } }
    /// Whether sources have records that hold others, which are not loaded.
    package var hasHeldLines: Bool { sources.contains { $0.heldLines > 0 } }
    /// Whether nobody works on a source that is not complete.
    package var hasStuckSources: Bool { sources.contains { $0.stuck != nil } }
    /// Whether nothing needs a person.
    package var isWell: Bool { !hasDeadLetters && !hasHeldLines && !hasStuckSources }
    /// Whether all sources are complete, so that no dead letter matters.
    package var isComplete: Bool { sources.allSatisfy { $0.status == "complete" } }
}

extension Status {
    /// - Parameters:
    ///   - broker: nil to omit queues and dead letters.
    ///   - management: nil when its API was not queried, or did not answer.
    init(
        _ ledger: LedgerReport, _ broker: BrokerReport?, _ management: ManagementReport?, flow: StageFlow,
        troubles: [String] = [], at now: Int
    ) {
        let found = broker?.found ?? FoundLetters()
        var letters = found.bySource
        let work = broker.map { QueuedWork($0, management) }
        var sources: [Source] = []
        sources.reserveCapacity(ledger.progress.count)
        for source in ledger.progress {
            let own = letters.removeValue(forKey: source.id) ?? []
            if source.isRetired { continue }
            let state = SourceState(
                source, deadLetters: SourceState.counted(own, loaded: ledger.loaded[source.id] ?? []),
                omitted: found.omitted(of: source.id), since: 0, quietFor: .zero)
            sources.append(Source(state, ledger.paces[source.id], work))
        }
        // Dead letters of unknown sources.
        let stray = found.letters.lazy.filter { $0.source.map { letters[$0] != nil } ?? true }
        let loading = ledger.paces.values.reduce(0) { $0 + $1.batchesPerSecond }
        let stages = Stage.allCases.compactMap { stage in
            broker?.stages[stage].map { queues in
                let isLedgers = stage == .load && !ledger.paces.isEmpty
                return StageQueues(
                    stage, queues, management, estimate: isLedgers ? loading : flow.batchesPerSecond(stage), at: now)
            }
        }
        self.init(
            bulkPhases: ledger.bulkPhases.map { BulkTable($0) }, sources: sources,
            retired: ledger.progress.count { $0.isRetired && !$0.isRemoved }, stages: stages,
            strayLetters: stray.prefix(Self.mostLetters).map { "\($0.id)" },
            alarms: management?.alarms, hasManagement: management != nil, troubles: troubles)
    }
}

extension Status.StageQueues {
    /// - Parameter estimate: the batches per second, for when RabbitMQ does not report them.
    fileprivate init(
        _ stage: Stage, _ queues: BrokerReport.Stage, _ management: ManagementReport?, estimate: Double?, at now: Int
    ) {
        let queue = management?.queues[stage]
        // An extract job is many batches: count them in the queue that they go to.
        let told = stage == .extract ? management?.queues[.transform]?.published : queue?.acked
        let rate = told ?? estimate
        let isWork = stage != .extract
        let wait = queues.ready == 0 ? 0 : isWork ? rate.flatMap { $0 > 0 ? Double(queues.ready) / $0 : nil } : nil
        self.init(
            stage: stage.rawValue, ready: queues.ready, unacked: queue?.unacked, consumers: queues.consumers,
            batchesPerSecond: rate, rateIsEstimated: told == nil && rate != nil,
            blocked: management?.blocked.map { $0[stage, default: 0] > 0 },
            oldestSeconds: queue?.headPublishedAt.map { max(0, now - $0) }, waitSecondsEstimate: wait,
            dead: queues.dead)
    }
}

extension Status {
    /// The totals of all sources.
    package var total: Source {
        func sum(_ value: (Source) -> Int) -> Int {
            sources.reduce(0) { $0.addingReportingOverflow(value($1)).partialValue }
        }
        let rates = sources.compactMap(\.recordsPerSecond)
        let fraction = SourcePart.fraction(of: sources.map(\.part))
        return Source(
            uri: "", kind: "", sourceId: "", status: isComplete ? "complete" : "in progress",
            percent: isComplete ? 100 : Int(fraction * 100), bytes: 0, bytesDone: 0,
            batches: nil, batchesDone: 0, records: sum(\.records), loaded: 0, duplicates: 0, completed: 0, replaced: 0,
            rejected: sum(\.rejected),
            repaired: 0, skipped: 0, dead: sum(\.dead), recordsPerSecond: rates.isEmpty ? nil : rates.reduce(0, +),
            secondsLeft: secondsLeft, deadLetters: [], error: nil)
    }

    /// The remaining time, from the rates of the sources that have one: the longest of those of each unit, because they load side by side.
    private var secondsLeft: Double? {
        Dictionary(grouping: sources, by: \.part.unit).values.compactMap { some -> Double? in
            let left = some.reduce(0.0) { $0 + max(0, $1.part.whole - $1.part.done) }
            let pace = some.reduce(0.0) { pace, source in
                guard let left = source.secondsLeft, left > 0 else { return pace }
                return pace + (source.part.whole - Double(source.bytesDone)) / left
            }
            return pace > 0 ? left / pace : nil
        }.max()
    }
}

extension Status.Source {
    fileprivate var part: SourcePart {
        SourcePart(
            unit: SourceUnit(of: uri), done: Double(status == "complete" ? bytes : bytesDone), whole: Double(bytes))
    }
}
