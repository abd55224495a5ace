import Glibc

#if DEBUG
import Synchronization
#endif

/// A place where a process of a debug build ends itself as `kill -9` would, for tests of what is left then.
///
/// `ETL_FAILPOINT=name:count` in the environment chooses the place and at which pass of it, from 1; several are separated
/// by commas. Exists in debug builds only: in release builds the environment is not read, and every call is empty.
package enum Failpoint: String, CaseIterable, Sendable {
    /// The rows of a transaction are in the database's hands, and not committed.
    case afterCopyBeforeCommit = "after-copy-before-commit"
    /// The rows are committed, and the broker does not know that its deliveries are done.
    case afterCommitBeforeAck = "after-commit-before-ack"
    /// A message went out, and the broker has not confirmed it.
    case afterPublishBeforeConfirm = "after-publish-before-confirm"
    /// All that follows from a delivery is safe, and the broker does not know that the delivery is done.
    case afterConfirmBeforeAck = "after-confirm-before-ack"

    /// A rule that is broken on purpose, so that the tests are known to notice: `ETL_FAILPOINT=name`.
    package enum Sabotage: String, CaseIterable, Sendable {
        /// Deliveries are acked before they are handled.
        case ackBeforeCommit = "ack-before-commit"
        /// Batches that are in the ledger are loaded all the same.
        case skipLedger = "skip-ledger"
        /// The commit is as safe as the server's default has it.
        case commitAsTheServerLikes = "commit-as-the-server-likes"
    }
}

#if DEBUG
extension Failpoint {
    /// Whether this build has failpoints.
    package static let areCompiledIn = true

    /// Counts a pass, and kills the process if it is the one that was asked for.
    package static func pass(_ point: Failpoint) {
        guard let count = requests[point.rawValue] else { return }
        let passes = Self.passes.withLock { passes in
            passes[point, default: 0] += 1
            return passes[point, default: 0]
        }
        if passes == count { kill(getpid(), SIGKILL) }
    }

    /// Whether a rule is to be broken.
    package static func isBroken(_ rule: Sabotage) -> Bool { requests[rule.rawValue] != nil }

    private static let passes = Mutex<[Failpoint: Int]>([:])

    /// The counts of the names in the environment.
    private static let requests: [String: Int] = {
        guard let text = getenv("ETL_FAILPOINT") else { return [:] }
        var requests: [String: Int] = [:]
        for request in String(cString: text).split(separator: ",") {
            let parts = request.split(separator: ":")
            if let name = parts.first { requests[String(name)] = parts.last.flatMap { Int($0) } ?? 1 }
        }
        return requests
    }()
}
#else
extension Failpoint {
    /// Whether this build has failpoints.
    package static let areCompiledIn = false

    @inlinable
    package static func pass(_ point: Failpoint) {}

    @inlinable
    package static func isBroken(_ rule: Sabotage) -> Bool { false }
}
#endif
