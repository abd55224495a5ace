import DisplayText
import Logging
import Postgres
import ServiceLogging

/// Keeps one session of the database open, and runs the requests of a queue on it.
struct StatementWorker: Sendable {
    /// The time before the next attempt to open a session; it doubles up to the longest.
    private static let pause = Duration.seconds(1)
    private static let longestPause = Duration.seconds(5)

    let queue: StatementQueue
    /// The time that the statements of a request may take together.
    let timeout: Duration
    let logger: Logger
    let connect: @Sendable () async throws(PostgresError) -> PostgresConnection

    /// Works until the queue is stopped.
    func run() async {
        // The request that met the end of a session, which may have been long before: it is run again, once.
        var again: StatementQueue.Request?
        var pause = Self.pause
        while true {
            let connection: PostgresConnection
            do throws(PostgresError) {
                connection = try await connect()
            } catch {
                if let request = again { queue.finish(request, .failure(.refused(.unavailable(error)))) }
                again = nil
                if queue.failed(error) {
                    logger.warning(
                        "A session of the database cannot be opened",
                        metadata: [LogKey.error: "\("\(error)".printable.shortened)"])
                }
                guard !Task.isCancelled else { return }
                try? await Task.sleep(for: pause)
                pause = min(pause * 2, Self.longestPause)
                continue
            }
            pause = Self.pause
            let end = await connection.serve(queue, first: again, within: timeout)
            await connection.close()
            guard let end else { return }
            again = end.request
        }
    }
}

/// The end of a session that another must replace.
struct SessionEnd: Sendable {
    /// The request that was not answered.
    let request: StatementQueue.Request?
}

extension PostgresConnection {
    /// Runs requests until the queue is stopped, or the session has ended. Blocks the thread of the connection.
    ///
    /// - Parameter first: a request that has been tried on another session.
    /// - Returns: nil if the queue is stopped.
    func serve(_ queue: StatementQueue, first: StatementQueue.Request?, within limit: Duration) -> SessionEnd? {
        queue.opened(busy: first == nil ? 0 : 1)
        var next = first
        var isRetry = first != nil
        var isDone = false
        while let request = next ?? queue.take(after: isDone) {
            guard !queue.budget.isSpent else {
                queue.finish(request, .failure(.refused(.crowded)))
                (next, isRetry, isDone) = (nil, false, true)
                continue
            }
            let outcome = Result { () throws(StatementFailure) in
                try texts(of: request.statements, within: limit)
            }
            if case .failure(let failure) = outcome, failure.error.isLostSession, !isRetry {
                queue.closed(busy: 1)
                return SessionEnd(request: request)
            }
            // The library keeps the buffer of the largest answer for as long as the session lives.
            let isBloated =
                if case .success(let texts) = outcome { texts.contains { $0.count > 2 << 20 } } else { false }
            queue.finish(request, outcome.mapError { .database($0) })
            guard isUsable, !isBloated else {
                queue.closed(busy: 1)
                return SessionEnd(request: nil)
            }
            (next, isRetry, isDone) = (nil, false, true)
        }
        queue.closed(busy: 0)
        return nil
    }
}
