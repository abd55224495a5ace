import DeadLetters
import ETLModels
import Ledger
import Postgres
import Progress
import RabbitMQ
import ServerAccess

/// Follows the sources of a run in the ledger and in the dead-letter queues.
actor RunMonitor {
    private let servers: Servers
    private let all: [SourceID]
    private let sources: Set<SourceID>
    private let start: Int
    private let onEvent: @Sendable (RunEvent) -> Void
    private var connection: PostgresConnection?
    private var browser: RabbitMQBrowser?
    private var found = FoundLetters() { didSet { letters = found.bySource } }
    private var letters: [SourceID: [DeadLetter]] = [:]
    /// The state of all sources at the last read, in the order of their first submission.
    private var states: [SourceState] = []
    private var places: [SourceID: Int] = [:]
    /// The sources that are neither complete nor retired; the others are read again only at the end.
    private var open: [SourceID]
    private var deadLetterCounts: [Int]? = [0, 0, 0]
    /// False while another visit holds the dead letters: the last ones read may be outdated.
    private var knowsDeadLetters = true
    private var nextLook: ContinuousClock.Instant?
    private var workIsWaiting = true
    private var lastChange: [SourceID: (mark: Int, at: ContinuousClock.Instant)] = [:]
    /// The duration of the last ledger query.
    private(set) var ledgerTime = Duration.zero

    /// - Parameters:
    ///   - connection: for reading the ledger; owned by the monitor from now on.
    ///   - start: the start of the run, in Unix seconds.
    init(
        servers: Servers, connection: PostgresConnection, sources: [SourceID], since start: Int,
        onEvent: @escaping @Sendable (RunEvent) -> Void
    ) {
        self.servers = servers
        self.onEvent = onEvent
        self.start = start
        self.connection = connection
        all = sources
        self.sources = Set(sources)
        open = sources
    }

    /// Reads the current state of all sources.
    ///
    /// - Parameter isLast: whether to wait until another visit of the dead letters ends, to include the newest. Otherwise,
    ///   the last ones read count meanwhile.
    /// - Throws: when a server is unavailable; the next call reconnects.
    func look(isLast: Bool = false) async throws -> [SourceState] {
        if isLast {
            nextLook = nil
            // Other sources, and the end of a bulk phase, may have changed the counts of complete ones.
            open = all
        }
        do {
            let database = try await database()
            let asked = ContinuousClock.now
            let progress = try await SourceTable.progress(of: open, on: database)
            ledgerTime = .now - asked
            if !isLast || progress.contains(where: \.isOpen) { try await lookAtBroker(isLast: isLast) }
            let asking = progress.compactMap { source in
                letters[source.id].map { (source.id, $0.compactMap(\.sequence)) }
            }
            let loaded = try await BatchTable.loadedSequences(among: Dictionary(asking) { $1 }, on: database)
            for source in progress { note(state(source, loaded: loaded[source.id] ?? [])) }
            open = progress.lazy.filter(\.isOpen).map(\.id)
            return states
        } catch {
            connection = nil
            browser = nil
            // Without regular readings, no source counts as quiet.
            lastChange = lastChange.mapValues { ($0.mark, .now) }
            throw error
        }
    }

    func close() async {
        await connection?.close()
        await browser?.close()
    }

    /// Whether certainly no source is running any more.
    func isOver(_ states: [SourceState]) -> Bool {
        states.allSatisfy { $0.phase.isSettled || $0.phase == .dead && knowsDeadLetters }
    }

    /// The time without progress of a source, while the work queues were empty and no other visit held its dead
    /// letters.
    func quietTime(of source: SourceID) -> Duration {
        mayCome ? .zero : lastChange[source].map { .now - $0.at } ?? .zero
    }

    /// The first `limit` running sources without progress for `time`, and the number of all such sources.
    func quietSources(for time: Duration, upTo limit: Int) -> (first: [SourceID], count: Int) {
        let quiet = open.filter { source in
            places[source].map { states[$0].phase == .running } == true && quietTime(of: source) > time
        }
        return (Array(quiet.prefix(limit)), quiet.count)
    }

    private func note(_ state: SourceState) {
        let id = state.progress.id
        if let place = places[id] {
            states[place] = state
        } else {
            places[id] = states.count
            states.append(state)
        }
    }

    private func state(_ progress: SourceProgress, loaded: Set<Int>) -> SourceState {
        let letters = SourceState.counted(letters[progress.id] ?? [], loaded: loaded)
        let omitted = found.omitted(of: progress.id)
        let mark = progress.batchesDone + letters.count + omitted
        if mayCome || lastChange[progress.id]?.mark != mark { lastChange[progress.id] = (mark, .now) }
        return SourceState(
            progress, deadLetters: letters, omitted: omitted, since: start, quietFor: quietTime(of: progress.id))
    }

    private var mayCome: Bool { workIsWaiting || !knowsDeadLetters }

    /// Counts the dead letters once a second, and reads them when their numbers have changed. Even many letters take at
    /// most a tenth of the time.
    private func lookAtBroker(isLast: Bool) async throws {
        let now = ContinuousClock.now
        if let nextLook, now < nextLook { return }
        let browser = try await brokerConnection()
        let counts = try await DeadLetterQueues.counts(on: browser)
        if isLast || !knowsDeadLetters || counts == nil || counts != deadLetterCounts {
            try await lookAtDeadLetters(browser, isLast: isLast)
            deadLetterCounts = counts
        }
        workIsWaiting = try await WorkQueues.haveWork(on: browser)
        let end = ContinuousClock.now
        nextLook = end + max(.seconds(1), (end - now) * 10)
    }

    /// An operator's command may hold the letters for minutes, such as a replay into a full queue.
    private func lookAtDeadLetters(_ browser: RabbitMQBrowser, isLast: Bool) async throws {
        var isWaiting = false
        repeat {
            do {
                found = try await DeadLetterQueues.letters(
                    of: sources, within: isLast ? .seconds(5) : .zero, on: browser)
                knowsDeadLetters = true
            } catch let error as RabbitMQError where error.code == .inUse {
                knowsDeadLetters = false
                if isLast && !isWaiting { onEvent(.waitingForDeadLetters("\(error)")) }
                isWaiting = true
            }
        } while isLast && !knowsDeadLetters
    }

    private func database() async throws -> PostgresConnection {
        if let connection, await connection.isUsable { return connection }
        let fresh = try await servers.connectToDatabase()
        connection = fresh
        return fresh
    }

    private func brokerConnection() async throws -> RabbitMQBrowser {
        if let browser { return browser }
        let fresh = try await RabbitMQBrowser.connect(try servers.brokerConfiguration())
        browser = fresh
        return fresh
    }
}
