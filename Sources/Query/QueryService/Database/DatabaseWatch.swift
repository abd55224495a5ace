import DisplayText
import Logging
import Postgres
import ServiceHost
import ServiceLogging
import Synchronization
import TableIndexes
import Telemetry

/// Watches the database over a session of its own: whether it answers, has the tables, and which indexes it has.
final class DatabaseWatch: Sendable {
    /// The checks that it reports.
    static let checks = [ServiceTelemetry.Check.database, ServiceTelemetry.Check.schema]

    /// The time between two looks. An index that is dropped meanwhile costs a slow statement, which its time limit ends.
    private static let interval = Duration.seconds(5)
    /// The time after a failed look.
    private static let retry = Duration.seconds(1)

    private let connect: @Sendable () async throws(PostgresError) -> PostgresConnection
    private let health: Health
    private let logger: Logger
    private let state = Mutex<Set<TableIndex>?>(nil)
    private let firstLook = AsyncStream.makeStream(of: Never.self)

    init(
        health: Health, logger: Logger,
        connect: @escaping @Sendable () async throws(PostgresError) -> PostgresConnection
    ) {
        self.health = health
        self.logger = logger
        self.connect = connect
    }

    /// The valid indexes; nil before the first answer of a database with the tables.
    var indexes: Set<TableIndex>? { state.withLock { $0 } }

    /// Returns after the first look, whether the database answered or not. Call it once.
    func hasLooked() async {
        for await _ in firstLook.stream {}
    }

    /// Looks until the task is cancelled.
    func run() async {
        var connection: PostgresConnection?
        var trouble: String?
        while !Task.isCancelled {
            do throws(PostgresError) {
                let isFirst = connection == nil
                let open: PostgresConnection
                if let connection { open = connection } else { open = try await connect() }
                connection = open
                try await look(open, isFirst: isFirst)
                if trouble != nil { logger.notice("Recovered") }
                trouble = nil
            } catch {
                await connection?.close()
                connection = nil
                let reason = "\(error)".printable.shortened
                report(error, reason)
                if trouble != reason {
                    logger.error("The database cannot be used", metadata: [LogKey.error: "\(reason)"])
                }
                trouble = reason
            }
            firstLook.continuation.finish()
            try? await Task.sleep(for: trouble == nil ? Self.interval : Self.retry)
        }
        await connection?.close()
    }

    private func look(_ connection: PostgresConnection, isFirst: Bool) async throws(PostgresError) {
        let canWrite = try await QuerySession.check(on: connection)
        let found = try await IndexCatalogue.found(on: connection).filter { $0.value.state == .valid }
        let indexes = Set(found.keys)
        let before = state.withLock { state in
            defer { state = indexes }
            return state
        }
        for check in Self.checks { health.set(check, .ok) }
        if indexes != before {
            let names = TableIndex.allCases.filter(indexes.contains).map(\.rawValue).joined(separator: " ")
            logger.info("Found the indexes", metadata: [QueryLogKey.indexes: "\(names)"])
        }
        if canWrite, isFirst {
            logger.warning("The role can write; a member of etl_reader is enough, and safer")
        }
    }

    private func report(_ error: PostgresError, _ reason: String) {
        switch error.sqlState {
        case .noSuchTable, .noSuchSchema, .invalidSetting:
            health.set(ServiceTelemetry.Check.database, .ok)
            health.set(ServiceTelemetry.Check.schema, .failed(reason: reason))
        default:
            health.set(ServiceTelemetry.Check.database, .failed(reason: reason))
            health.set(
                ServiceTelemetry.Check.schema, .failed(reason: "unknown, because the database is unavailable"))
        }
    }
}
