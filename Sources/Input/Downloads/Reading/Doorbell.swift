internal import Dispatch
internal import Synchronization

/// Wakes one waiting thread. A ring without a waiting thread is kept, several as one.
final class Doorbell: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    private let hasRung = Mutex(false)

    func ring() {
        let isFirst = hasRung.withLock { hasRung in
            defer { hasRung = true }
            return !hasRung
        }
        if isFirst { semaphore.signal() }
    }

    /// Waits for a ring. The caller must then look up what happened. Blocks the thread.
    ///
    /// - Returns: false when none came in time.
    func wait(until deadline: ContinuousClock.Instant) -> Bool {
        let left = max(.zero, deadline - .now)
        guard semaphore.wait(timeout: .now() + left / .seconds(1)) == .success else { return false }
        hasRung.withLock { $0 = false }
        return true
    }
}
