import Ledger
import Pipeline

/// How everything stands: sources by the ledger, stages by their queues.
///
/// The keys are part of the contract with other people's scripts: all are always there, and null is what nobody knows.
struct Status: Sendable, Encodable {
    struct Source: Sendable, Encodable {
        let uri: String
        let kind: String
        let sourceId: String
        /// `complete`, `in progress` or `incomplete`.
        let status: String
        let percent: Int
        /// Of the file, and how many of them are loaded.
        let bytes: Int64
        let bytesDone: Int64
        /// Nil until the last batch is loaded.
        @Nullable var batches: Int?
        let batchesDone: Int
        let records: Int
        let loaded: Int
        let duplicates: Int
        let rejected: Int
        let repaired: Int
        let skipped: Int
        let dead: Int
        /// By what was loaded in the last half minute.
        @Nullable var recordsPerSecond: Double?
        /// At that pace.
        @Nullable var secondsLeft: Double?
        /// The ids of the dead letters that keep it from being complete, at most 100.
        let deadLetters: [String]
        /// What they say.
        @Nullable var error: String?
    }

    struct StageQueues: Sendable, Encodable {
        let stage: String
        let ready: Int
        /// Delivered and not yet settled; only the management API tells.
        @Nullable var unacked: Int?
        let consumers: Int
        /// Batches that the stage passes on.
        @Nullable var batchesPerSecond: Double?
        /// Whether that comes from the ledger and the queues' lengths, and not from RabbitMQ.
        let rateIsEstimated: Bool
        /// Whether RabbitMQ keeps a connection of the stage from publishing; only the management API tells.
        @Nullable var blocked: Bool?
        /// How long ago the first message was published; only some brokers tell.
        @Nullable var oldestSeconds: Int?
        /// How long a message will probably wait that comes now: those in front of it by the rate.
        @Nullable var waitSecondsEstimate: Double?
        /// Dead letters.
        let dead: Int
    }

    let sources: [Source]
    /// Empty when no broker was asked.
    let stages: [StageQueues]
    /// The ids of dead letters of sources that nobody knows, at most 100.
    let strayLetters: [String]
    /// Memory and disk alarms, which keep all stages from publishing; null when the management API did not tell.
    @Nullable var alarms: [String]?
    /// Whether RabbitMQ's management API told.
    let hasManagement: Bool
    /// What does not answer at present.
    var troubles: [String]

    /// Whether something is dead that is not loaded by now.
    var hasDeadLetters: Bool { !strayLetters.isEmpty || sources.contains { $0.error != nil } }
    /// Whether there can be no dead letter that matters.
    var isComplete: Bool { sources.allSatisfy { $0.status == "complete" } }
}

extension Status {
    /// - Parameters:
    ///   - broker: nil when nothing is to be said of queues and dead letters.
    ///   - management: nil when its API was not asked, or did not answer.
    init(
        _ ledger: LedgerReport, _ broker: BrokerReport?, _ management: ManagementReport?, flow: StageFlow,
        troubles: [String] = [], at now: Int
    ) {
        let found = broker?.found ?? FoundLetters()
        var letters = found.bySource
        var sources: [Source] = []
        for source in ledger.progress {
            let own = letters.removeValue(forKey: source.id) ?? []
            let state = SourceState(
                source, deadLetters: SourceState.counted(own, loaded: ledger.loaded[source.id] ?? []),
                omitted: found.omitted(of: source.id), since: 0, quietFor: .zero)
            sources.append(Source(state, ledger.paces[source.id]))
        }
        // Those of no source that is known.
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
            sources: sources, stages: stages, strayLetters: stray.prefix(100).map { "\($0.id)" },
            alarms: management?.alarms, hasManagement: management != nil, troubles: troubles)
    }
}

extension Status.Source {
    fileprivate init(_ state: SourceState, _ pace: SourcePace?) {
        let progress = state.progress
        let error = DeadLetter.summary(state)
        let status = progress.isComplete ? "complete" : error == nil ? "in progress" : "incomplete"
        let left = Double(max(0, progress.bytes - progress.bytesDone))
        let pace = progress.isComplete ? nil : pace
        self.init(
            uri: progress.uri, kind: progress.kind, sourceId: "\(progress.id)", status: status,
            percent: Int(state.fraction * 100), bytes: progress.bytes, bytesDone: progress.bytesDone,
            batches: progress.batches, batchesDone: progress.batchesDone, records: state.records,
            loaded: progress.loaded, duplicates: progress.duplicates, rejected: progress.rejected,
            repaired: progress.repaired, skipped: progress.skipped, dead: state.deadRecords,
            recordsPerSecond: pace?.recordsPerSecond,
            secondsLeft: pace.flatMap { $0.bytesPerSecond > 0 ? left / $0.bytesPerSecond : nil },
            deadLetters: state.deadLetters.prefix(100).map { "\($0.id)" }, error: error)
    }
}

extension Status.StageQueues {
    /// - Parameter estimate: of the batches per second, where RabbitMQ does not tell.
    fileprivate init(
        _ stage: Stage, _ queues: BrokerReport.Stage, _ management: ManagementReport?, estimate: Double?, at now: Int
    ) {
        let queue = management?.queues[stage]
        // An extract job is many batches: they are counted where they go to.
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
