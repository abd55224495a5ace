/// Waits for a server's startup.
enum Readiness {
    /// Returns nil once `probe` succeeds, else the reason of the failure: the process exited, or the time is over.
    ///
    /// Servers have no common signal for accepting connections, so this polls every 25 ms.
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
