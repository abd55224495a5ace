import DatabaseHealth
import DisplayText
import ETLModels
import Ledger
import Logging
import Postgres
import ServiceHost
import ServiceLogging
import Synchronization
import TableIndexes
import Telemetry

/// What a plan depends on beside the request.
struct DatabaseShape: Sendable, Hashable {
    /// The valid indexes.
    var indexes: Set<TableIndex>
    /// Whether the table of transfers has no key.
    var isInBulkPhase = false
}

/// Watches the database over a session of its own: whether it answers, has the tables, and which indexes it has.
actor DatabaseWatch {
    /// The time between two looks. An index that is dropped meanwhile costs a slow statement, which its time limit ends.
    private static let interval = Duration.seconds(5)
    /// The age from which on what is known of the database counts no more: a key or an index may be gone.
    private static let oldest = Duration.seconds(15)
    /// The time after a failed look.
    private static let retry = Duration.seconds(1)

    private let connect: @Sendable () async throws(PostgresError) -> PostgresConnection
    private let health: Health
    private let logger: Logger
    private let found = Mutex<(shape: DatabaseShape, at: ContinuousClock.Instant)?>(nil)
    private let lastAnswer = Mutex(ContinuousClock.now)
    private var connection: PostgresConnection?
    /// The error of the last look.
    private var trouble: String?

    init(
        health: Health, logger: Logger,
        connect: @escaping @Sendable () async throws(PostgresError) -> PostgresConnection
    ) {
        self.health = health
        self.logger = logger
        self.connect = connect
    }

    /// What the database has; nil before its first answer, and while the last one is too old.
    @inline(never)
    nonisolated func shape(now: ContinuousClock.Instant = .now) -> DatabaseShape? {
        found.withLock { found in found.flatMap { now - $0.at > Self.oldest ? nil : $0.shape } }
    }

    /// Looks for the first time, before the service listens.
    ///
    /// - Throws: an error that an operator has to fix. If the database is only unavailable, ``run()`` tries again.
    func start() async throws(PostgresError) {
        do throws(PostgresError) {
            try await look()
        } catch {
            guard error.sqlState.fault == .infrastructure else { throw error }
            report(error)
        }
    }

    /// Looks again and again, until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: trouble == nil ? Self.interval : Self.retry)
            guard !Task.isCancelled else { break }
            do throws(PostgresError) {
                try await look()
                if trouble != nil { logger.notice("Recovered") }
                trouble = nil
            } catch {
                report(error)
            }
        }
        await connection?.close()
    }

    /// Reports a database that takes statements and answers none: a look at it never ends. Call it often.
    ///
    /// - Parameter limit: the time for a look beside the time between two.
    nonisolated func noteSilence(limit: Duration) {
        let silence = lastAnswer.withLock { .now - $0 }
        guard silence > Self.interval + limit else { return }
        health.set(
            ServiceTelemetry.Check.database,
            .failed(reason: "the database has not answered for \(silence.components.seconds) seconds"))
    }

    private func look() async throws(PostgresError) {
        let known = connection
        // A session that has failed is not used again.
        connection = nil
        let session: PostgresConnection
        if let known { session = known } else { session = try await connect() }
        do throws(PostgresError) {
            let canWrite = try await QuerySession.check(on: session)
            if canWrite, known == nil {
                logger.warning("The role can write; a member of etl_reader is enough, and safer")
            }
            let indexes = try await IndexCatalogue.found(on: session).filter { $0.value.state == .valid }
            let isInBulkPhase = try await BulkPhase.lacksKey(.tokenTransfers, on: session)
            keep(DatabaseShape(indexes: Set(indexes.keys), isInBulkPhase: isInBulkPhase))
        } catch {
            await session.close()
            throw error
        }
        connection = session
        noteAnswer()
        health.set(DatabaseChecks.ok)
    }

    @inline(never)
    private func noteAnswer() {
        lastAnswer.withLock { $0 = .now }
    }

    private func keep(_ shape: DatabaseShape) {
        let before = found.withLock { found in
            defer { found = (shape, .now) }
            return found?.shape
        }
        if shape.isInBulkPhase, before?.isInBulkPhase != true {
            logger.notice("The table of transfers has no key in its bulk phase; requests for transfers are refused")
        }
        guard shape.indexes != before?.indexes else { return }
        let names = TableIndex.allCases.filter(shape.indexes.contains).map(\.rawValue).joined(separator: " ")
        logger.info("Found the indexes", metadata: [QueryLogKey.indexes: "\(names.isEmpty ? "none" : names)"])
    }

    private func report(_ error: PostgresError) {
        let reason = "\(error)".printable.shortened
        // It does answer: with the error, or by refusing to.
        noteAnswer()
        health.set(DatabaseChecks.outcomes(of: error))
        if trouble != reason {
            logger.error("The database is unavailable, or lacks the tables", metadata: [LogKey.error: "\(reason)"])
        }
        trouble = reason
    }
}
