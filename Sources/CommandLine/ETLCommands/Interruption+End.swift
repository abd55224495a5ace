import ServerAccess
import UnixSignals

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
            for await _ in signals {
                work.cancel()
                try? await Task.sleep(for: moment)
                continuation.yield(.success(nil))
            }
        }
        defer { watcher.cancel() }
        for await end in ends {
            return try end.get()
        }
        return nil
    }
}
