/// Waiting for a server that is starting.
enum Readiness {
    /// Returns nil once `probe` says yes, else why that will not happen: the process ended, or the time is over.
    ///
    /// A server has no common way to tell that it accepts connections, so this asks every 25 ms.
    static func failure(
        of process: ManagedProcess, within limit: Duration, probe: @Sendable () async -> Bool
    ) async throws(LocalServerError) -> String? {
        let deadline = ContinuousClock.now + limit
        while process.isRunning {
            if await probe() { return nil }
            guard ContinuousClock.now < deadline else { return "it did not answer within \(limit)" }
            do {
                try await Task.sleep(for: .milliseconds(25))
            } catch {
                throw .cancelled
            }
        }
        return "it exited during startup (\(await process.wait()))"
    }
}
