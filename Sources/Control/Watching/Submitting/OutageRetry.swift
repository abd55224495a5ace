import Postgres
import RabbitMQ
import ServerAccess

/// Retries an operation, with growing pauses, while servers are unavailable.
struct OutageRetry: Sendable {
    /// Whether to retry at all.
    let isEnabled: Bool
    /// Whether to also wait for an operator to fix the database; only for settings that have worked before.
    var includesOperators = false
    let onEvent: @Sendable (WatchEvent) -> Void
    private static let pauses = (shortest: Duration.milliseconds(200), longest: Duration.seconds(15))

    /// Runs `body` until it succeeds, or fails for good.
    ///
    /// Retries the first failure at once: the connection may only have been idle too long. Reports longer outages and
    /// their end.
    /// - Throws: errors that are not outages, and `CancellationError`.
    func run<Value>(_ body: () async throws -> Value) async throws -> Value {
        var backoff = Backoff(initial: Self.pauses.shortest, maximum: Self.pauses.longest)
        var failures = 0
        while true {
            do {
                let value = try await body()
                if failures > 1 { onEvent(.serversBack) }
                return value
            } catch  where isEnabled && isWorthWaiting(for: error) {
                failures += 1
                if failures == 1 { continue }
                if failures == 2 { onEvent(.waiting("\(error)")) }
                try await Task.sleep(for: backoff.next())
            }
        }
    }

    private func isWorthWaiting(for error: any Error) -> Bool {
        error.mayPass || includesOperators && (error as? PostgresError)?.fault == .configuration
    }
}
