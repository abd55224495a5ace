import ETLModels
import Ledger
import Postgres
import RabbitMQ

/// Follows the sources of a run in the ledger and in the dead-letter queues.
actor RunMonitor {
    private let servers: Servers
    private let sources: [SourceID]
    private var connection: PostgresConnection?
    private var browser: RabbitMQBrowser?
    private var deadLetters: [DeadLetter] = []
    private var lastLook: ContinuousClock.Instant?
    private var workIsWaiting = true
    private var lastChange: [SourceID: (batches: Int, at: ContinuousClock.Instant)] = [:]

    init(servers: Servers, sources: [SourceID]) {
        self.servers = servers
        self.sources = sources
    }

    /// How all sources stand now; nil while a server cannot be reached.
    func look() async -> [SourceState]? {
        do {
            let database = try await database()
            let progress = try await database.progress(of: sources)
            try await lookAtBroker()
            return progress.map(state)
        } catch {
            connection = nil
            browser = nil
            return nil
        }
    }

    func close() async {
        await connection?.close()
        await browser?.close()
    }

    private func state(_ progress: SourceProgress) -> SourceState {
        let now = ContinuousClock.now
        if lastChange[progress.id]?.batches != progress.batchesDone {
            lastChange[progress.id] = (progress.batchesDone, now)
        }
        let quietFor = lastChange[progress.id].map { now - $0.at } ?? .zero
        return SourceState(
            progress, deadLetters: deadLetters.filter { $0.source == progress.id },
            isQuiet: quietFor > .seconds(5) && !workIsWaiting)
    }

    /// Dead letters are rare, so they are looked for once a second.
    private func lookAtBroker() async throws {
        let now = ContinuousClock.now
        if let lastLook, now - lastLook < .seconds(1) { return }
        lastLook = now
        let browser = try await brokerConnection()
        deadLetters = try await browser.deadLetters()
        workIsWaiting = try await browser.workIsWaiting()
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
