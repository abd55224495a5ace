import ETLModels
import Ledger
import Pipeline
import Postgres
import RabbitMQ

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Follows the sources of a run in the ledger and in the dead-letter queues.
actor RunMonitor {
    private let servers: Servers
    private let sources: [SourceID]
    private let start = time(nil)
    private var connection: PostgresConnection?
    private var browser: RabbitMQBrowser?
    private var deadLetters: [DeadLetter] = []
    private var deadLetterCounts: [Int]? = [0, 0, 0]
    private var nextLook: ContinuousClock.Instant?
    private var workIsWaiting = true
    private var lastChange: [SourceID: (mark: Int, at: ContinuousClock.Instant)] = [:]

    init(servers: Servers, sources: [SourceID]) {
        self.servers = servers
        self.sources = sources
    }

    /// How all sources stand now.
    ///
    /// - Parameter isLast: whether dead letters that have just come must be in it.
    /// - Throws: when a server cannot be reached; the next look connects again.
    func look(isLast: Bool = false) async throws -> [SourceState] {
        if isLast { nextLook = nil }
        do {
            let database = try await database()
            let progress = try await database.progress(of: sources)
            try await lookAtBroker()
            var states: [SourceState] = []
            for source in progress { states.append(try await state(source, database)) }
            return states
        } catch {
            connection = nil
            browser = nil
            // While nobody looks, nothing can be said to be quiet.
            lastChange = lastChange.mapValues { ($0.mark, .now) }
            throw error
        }
    }

    func close() async {
        await connection?.close()
        await browser?.close()
    }

    /// How long nothing has come of a source while no work waited in the broker.
    func quietTime(of source: SourceID) -> Duration {
        workIsWaiting ? .zero : lastChange[source].map { .now - $0.at } ?? .zero
    }

    private func state(_ progress: SourceProgress, _ database: PostgresConnection) async throws -> SourceState {
        var letters = deadLetters.filter { $0.source == progress.id }
        if !letters.isEmpty {
            let loaded = try await database.loadedSequences(of: progress.id, among: letters.compactMap(\.sequence))
            letters = SourceState.counted(letters, loaded: loaded)
        }
        let mark = progress.batchesDone + letters.count
        if workIsWaiting || lastChange[progress.id]?.mark != mark { lastChange[progress.id] = (mark, .now) }
        return SourceState(progress, deadLetters: letters, since: start, quietFor: quietTime(of: progress.id))
    }

    /// Dead letters are rare, so they are looked for once a second, and looked at when there are others than before.
    /// Should there be many all the same, looking at them takes a tenth of the time.
    private func lookAtBroker() async throws {
        let now = ContinuousClock.now
        if let nextLook, now < nextLook { return }
        let browser = try await brokerConnection()
        let counts = try await browser.deadLetterCounts()
        if counts == nil || counts != deadLetterCounts {
            deadLetters = try await browser.deadLetters()
            deadLetterCounts = counts
        }
        workIsWaiting = try await browser.workIsWaiting()
        let end = ContinuousClock.now
        nextLook = end + max(.seconds(1), (end - now) * 10)
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
