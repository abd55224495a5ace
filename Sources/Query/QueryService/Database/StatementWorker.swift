import DisplayText
import Logging
import Postgres
import ServiceLogging
import TokenGraph

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
        // The requests that met the end of a session, which may have been long before: they are run again, once.
        var again: [StatementQueue.Request] = []
        var pause = Self.pause
        while true {
            let connection: PostgresConnection
            do throws(PostgresError) {
                connection = try await connect()
            } catch {
                for request in again { queue.finish(request, .failure(.refused(.unavailable(error)))) }
                again = []
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
            again = end.requests
        }
    }
}

/// The end of a session that another must replace.
struct SessionEnd: Sendable {
    /// The requests that were not answered.
    let requests: [StatementQueue.Request]
}

extension PostgresConnection {
    /// The library keeps the buffer of the largest answer for as long as the session lives, hence the end of a session
    /// after one of more bytes.
    private static let largestBuffer = 2 << 20

    /// Runs requests until the queue is stopped, or the session has ended. Blocks the thread of the connection.
    ///
    /// - Parameter first: requests that have been tried on another session.
    /// - Returns: nil if the queue is stopped.
    func serve(_ queue: StatementQueue, first: [StatementQueue.Request], within limit: Duration) -> SessionEnd? {
        queue.opened(with: first)
        var isRetry = !first.isEmpty
        var requests = isRetry ? first : queue.take(after: [])
        while !requests.isEmpty {
            if let end = run(requests, of: queue, within: limit, isRetry: isRetry) {
                queue.closed(with: requests)
                return end
            }
            isRetry = false
            requests = queue.take(after: requests)
        }
        queue.closed(with: [])
        return nil
    }

    /// Runs requests, together if there are several: then they are lookups.
    ///
    /// - Returns: nil if the session can run more.
    private func run(
        _ requests: [StatementQueue.Request], of queue: StatementQueue, within limit: Duration, isRetry: Bool
    ) -> SessionEnd? {
        var requests = requests[...]
        if requests.count > 1, !isRetry { runTogether(&requests, of: queue) }
        while let request = requests.first {
            guard !queue.budget.isSpent else {
                queue.finish(requests.removeFirst(), .failure(.refused(.crowded)))
                continue
            }
            let outcome = Result { () throws(StatementFailure) in
                try texts(of: request.statements, within: limit)
            }
            if case .failure(let failure) = outcome, failure.error.isLostSession, !isRetry {
                return SessionEnd(requests: Array(requests))
            }
            requests.removeFirst()
            let isBloated =
                if case .success(let texts) = outcome { texts.contains { $0.count > Self.largestBuffer } } else {
                    false
                }
            queue.finish(request, outcome.mapError { .database($0) })
            guard isUsable, !isBloated else { return SessionEnd(requests: Array(requests)) }
        }
        return nil
    }

    /// Runs lookups in one round trip, and removes those that have their texts.
    ///
    /// If one fails or is very large, it and those after it are left, so that each gets its own outcome.
    private func runTogether(_ requests: inout ArraySlice<StatementQueue.Request>, of queue: StatementQueue) {
        let statements = requests.flatMap(\.statements).map { ($0.text, $0.parameters.map(\.value)) }
        var areLeft = false
        do throws(PostgresError) {
            try preparedTexts(statements) { text in
                guard !areLeft, let text, text.count <= Self.largestBuffer, !queue.budget.isSpent,
                    let request = requests.popFirst()
                else {
                    areLeft = true
                    return
                }
                queue.finish(request, .success([text]))
            }
        } catch  where error.sqlState == .queryCancelled {
            // Whatever held up one lookup for so long holds up the others.
            while let request = requests.popFirst() {
                queue.finish(request, .failure(.database(StatementFailure(index: 0, error: error))))
            }
        } catch {
            // The error comes again when the lookup is run for itself.
        }
    }
}
