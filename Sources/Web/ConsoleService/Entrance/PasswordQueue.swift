import Blocking
import Logins
import ServiceHost
import Synchronization

/// Checks passwords one at a time, on a thread of its own: each takes 16 MiB, and a part of a second.
///
/// Nothing that locks is inlined: see docs/decisions/0020-locks-outside-of-async-functions.md.
actor PasswordQueue {
    /// The most that wait or are checked.
    private static let most = 8

    private let executor = QueueExecutor(label: "passwords")
    private nonisolated let waiting = Mutex(0)

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// - Throws: ``PageFailure/crowded`` if too many wait, or if there is no memory.
    nonisolated func isPassword(_ password: String, of hash: PasswordHash) async throws(PageFailure) -> Bool {
        guard enter() else { throw .crowded }
        defer { leave() }
        return try await check(password, hash)
    }

    private func check(_ password: String, _ hash: PasswordHash) throws(PageFailure) -> Bool {
        defer { HeapPolicy.returnSpare() }
        do {
            return try hash.matches(password)
        } catch {
            throw .crowded
        }
    }

    @inline(never)
    private nonisolated func enter() -> Bool {
        waiting.withLock { waiting in
            guard waiting < Self.most else { return false }
            waiting += 1
            return true
        }
    }

    @inline(never)
    private nonisolated func leave() {
        waiting.withLock { $0 -= 1 }
    }
}
