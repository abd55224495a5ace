import Glibc
import LocalServers
import RabbitMQ
import TerminalOutput
import UnixSignals

/// Ctrl-C, SIGTERM and a terminal that is closed, as cancellation of what a command does.
enum Interruption {
    /// Runs `body`; the first signal cancels it, so that it can end in order. The second ends the program: the servers
    /// and stages that it has started end with it, and no work is lost.
    ///
    /// - Parameter announcing: whether to say that something is in hand, and takes a while.
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
        } catch let error where error is CancellationError || (error as? RabbitMQError)?.code == .cancelled {
            throw CommandFailure("stopped; run the same command again to resume")
        }
    }

    /// Leaves Ctrl-C to the programs that share the terminal.
    static func leaveToChildren() {
        signal(SIGINT, SIG_IGN)
        signal(SIGQUIT, SIG_IGN)
    }
}
