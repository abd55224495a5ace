import Glibc
import LocalServers
import RabbitMQ
import ServerAccess
import TerminalOutput
import UnixSignals

/// Turns SIGINT, SIGTERM and SIGHUP into cancellation of a command.
enum Interruption {
    /// Runs `body`. The first signal cancels it, for a clean stop. The second exits the program; the servers and stages
    /// that it started exit too, and no work is lost.
    ///
    /// - Parameter announcing: whether to print that the command finishes its work first.
    static func watch<Value: Sendable>(
        announcing: Bool = true, _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm, .sighup)
        let work = Task { try await body() }
        let watcher = Task {
            var isStopping = false
            for await _ in signals {
                if isStopping { exit(1) }
                isStopping = true
                if announcing {
                    Terminal.complain("stopping after the work in progress (press Ctrl-C again to stop at once)")
                }
                work.cancel()
            }
        }
        defer { watcher.cancel() }
        do {
            return try await work.value
        } catch LocalServerError.cancelled {
            throw CommandFailure("stopped while a server was starting; nothing has been loaded")
        } catch  where isStop(error) {
            throw CommandFailure("stopped; run the same command again to resume")
        }
    }

    /// Whether an error says no more than that the work was cancelled.
    private static func isStop(_ error: any Error) -> Bool {
        error is CancellationError || (error as? RabbitMQError)?.code == .cancelled
    }

    /// Ignores Ctrl-C, so that only child programs on the terminal handle it.
    static func leaveToChildren() {
        signal(SIGINT, SIG_IGN)
        signal(SIGQUIT, SIG_IGN)
    }
}

extension Interruption {
    /// Runs `body` until it returns or the first signal cancels it; a signal is a success.
    ///
    /// After `moment`, work still in progress is abandoned and must be safe to cut off.
    /// - Returns: nil after a signal.
    static func untilSignal<Value: Sendable>(
        within moment: Duration = .milliseconds(700), _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value? {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm, .sighup)
        let (ends, continuation) = AsyncStream.makeStream(of: Result<Value?, any Error>.self)
        // Not child tasks: one that hangs in a call must not keep the command from exiting.
        let work = Task { continuation.yield(await Result { try await body() }) }
        let watcher = Task {
            var isStopping = false
            for await _ in signals {
                // A second signal ends the command at once.
                guard !isStopping else {
                    continuation.yield(.success(nil))
                    continue
                }
                isStopping = true
                work.cancel()
                Task {
                    try? await Task.sleep(for: moment)
                    continuation.yield(.success(nil))
                }
            }
        }
        defer { watcher.cancel() }
        for await end in ends {
            do {
                return try end.get()
            } catch  where isStop(error) {
                return nil
            }
        }
        return nil
    }
}
