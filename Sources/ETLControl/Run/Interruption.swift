import UnixSignals

/// Ctrl-C and SIGTERM, as cancellation of what a command does.
enum Interruption {
    /// Runs `body`; the first signal cancels it, so that it can end in order.
    static func watch<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        let work = Task { try await body() }
        let watcher = Task {
            for await _ in signals {
                Terminal.complain("stopping: what is in hand is finished first")
                work.cancel()
            }
        }
        defer { watcher.cancel() }
        return try await work.value
    }
}
