import DatabaseHealth
import Logging
import NIOCore
import NIOPosix
import Postgres
import ServiceHost
import ServiceLifecycle
import ServiceLogging
package import ServiceSettings
import Telemetry

/// The service `graphql`: tokens and transfers by GraphQL over HTTP, from one database.
package struct GraphQLService: Service {
    private let settings: QuerySettings
    private let queue: StatementQueue
    private let worker: StatementWorker
    private let watch: DatabaseWatch
    private let responder: QueryResponder
    private let logger: Logger
    private let onListening: @Sendable (Int) -> Void

    /// Answers requests until the process receives a stop signal.
    package static func run(_ settings: Settings) async throws {
        let logger = try settings.logger(label: "graphql")
        let checked = try QuerySettings(settings)
        let database = try settings.database(applicationName: "graphql", logger: logger)
        let telemetry = try ServiceTelemetry(
            "graphql", QueryMetrics.families, settings, checks: DatabaseChecks.all, logger: logger)
        let service = try GraphQLService(checked, database, health: telemetry.health, logger: logger)
        try await ServiceRunner.run(service, telemetry: telemetry, logger: logger)
    }

    /// - Parameter onListening: called with the port once the service listens.
    init(
        _ settings: QuerySettings, _ database: PostgresConfiguration, health: Health, metrics: QueryMetrics = .init(),
        logger: Logger, onListening: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws {
        let timeout = settings.timeout
        let connect: @Sendable () async throws(PostgresError) -> PostgresConnection = { () throws(PostgresError) in
            try await QuerySession.connect(database, timeout: timeout)
        }
        let budget = ResponseBudget()
        let queue = StatementQueue(limit: settings.queue, patience: timeout, budget: budget, metrics: metrics)
        let watch = DatabaseWatch(health: health, logger: logger, connect: connect)
        self.settings = settings
        self.queue = queue
        worker = StatementWorker(queue: queue, timeout: timeout, logger: logger, connect: connect)
        self.watch = watch
        self.logger = logger
        self.onListening = onListening
        responder = QueryResponder(
            engine: QueryEngine(try QueryCompiler(settings), watch: watch, timeout: timeout),
            queue: queue, settings: settings, page: try settings.page.map { folder in try PageFiles(folder: folder) },
            metrics: metrics, deadlines: RequestDeadlines(), budget: budget, logger: logger)
    }

    /// Serves, watches the database, and ends what takes too long.
    package func run() async throws {
        try await watch.start()
        let threads = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let result = await work(on: threads)
        responder.deadlines.end()
        await threads.end()
        try result.get()
    }

    /// Returns once no session works, so that nobody needs the threads any more.
    private func work(on threads: MultiThreadedEventLoopGroup) async -> Result<Void, ListenError> {
        let server = QueryServer(
            address: settings.listen, responder: responder, logger: logger, onListening: onListening)
        return await withTaskGroup { group in
            group.addTask { await watch.run() }
            group.addTask { await sweep() }
            for _ in 0..<settings.connections { group.addTask { await worker.run() } }
            defer {
                queue.stop(sessions: settings.connections)
                group.cancelAll()
            }
            return await server.serve(on: threads)
        }
    }

    private func sweep() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(200))
            queue.refuseOverdue()
            watch.noteSilence(limit: settings.timeout * 2)
            responder.deadlines.closeOverdue(isFull: responder.budget.isSpent)
        }
    }
}
