import ServerAccess
import UnixSignals

extension Interruption {
    /// Runs `body` until it ends, or until the first signal, which is a good end: `body` is cancelled, and has a moment for
    /// it. What it has in hand then must do no harm when it is cut off.
    ///
    /// - Returns: nil after a signal.
    static func untilSignal<Value: Sendable>(
        within moment: Duration = .milliseconds(700), _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value? {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm, .sighup)
        let (ends, continuation) = AsyncStream.makeStream(of: Result<Value?, any Error>.self)
        // Not children of this task: one that hangs in a call does not keep the command from ending.
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
