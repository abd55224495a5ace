import DatabaseHealth
import Postgres
import Runtime
import ServiceHost
import Telemetry

/// Checks whether the database is available and has the tables, also while there is nothing to load.
///
/// Each check opens a session of its own. So it waits for no other work, uses no connection while idle, and fails
/// exactly if a new connection would.
actor DatabaseProbe {
    /// The time for which a result is valid.
    private static let validity = Duration.seconds(5)
    /// The most time that a caller waits. Orchestrators and monitors wait no longer either.
    private static let patience = Duration.seconds(2)

    private let configuration: PostgresConfiguration
    private var found: (outcomes: [String: Health.Outcome], time: ContinuousClock.Instant)?
    /// The start of the running check.
    private var asking: ContinuousClock.Instant?
    private var waiting: [AsyncStream<Never>.Continuation] = []

    init(_ configuration: PostgresConfiguration) {
        self.configuration = configuration
    }

    /// Returns the outcomes of the checks. At most one session is open at a time, even if the database does not answer.
    @Sendable
    func outcomes() async -> [String: Health.Outcome] {
        if let found, ContinuousClock.now - found.time < Self.validity { return found.outcomes }
        let start = asking ?? .now
        let isLate = ContinuousClock.now - start >= Self.patience
        if asking == nil {
            asking = start
            Task { await ask() }
        }
        if !isLate { await answer(until: start + Self.patience) }
        guard asking == nil, let found else {
            return DatabaseChecks.unavailable("no answer within \(Self.patience.components.seconds) seconds")
        }
        return found.outcomes
    }

    private func ask() async {
        let outcomes = await Self.ask(configuration)
        found = (outcomes, .now)
        asking = nil
        for end in waiting { end.finish() }
        waiting = []
    }

    private func answer(until deadline: ContinuousClock.Instant) async {
        let (answer, end) = AsyncStream<Never>.makeStream()
        waiting.append(end)
        let limit = Task {
            try await Task.sleep(until: deadline)
            end.finish()
        }
        for await _ in answer {}
        limit.cancel()
    }

    private static func ask(_ configuration: PostgresConfiguration) async -> [String: Health.Outcome] {
        do throws(PostgresError) {
            let connection = try await LoaderSession.connect(configuration)
            await connection.close()
            return DatabaseChecks.ok
        } catch {
            // The database answers. A loader without connections reports that through its workers.
            if error.sqlState == .tooManyConnections { return [ServiceTelemetry.Check.database: .ok] }
            return DatabaseChecks.outcomes(of: error)
        }
    }
}
