import Glibc

#if DEBUG
import Synchronization
#endif

/// A place where a process of a debug build kills itself as `kill -9` would, for tests of recovery.
///
/// `ETL_FAILPOINT=name:count` in the environment selects the place and its pass, counted from 1; commas separate
/// several. Only debug builds read the environment; in release builds every call is empty.
package enum Failpoint: String, CaseIterable, Sendable {
    /// The rows of a transaction are written, and not committed.
    case afterCopyBeforeCommit = "after-copy-before-commit"
    /// The rows are committed, and the deliveries not acked.
    case afterCommitBeforeAck = "after-commit-before-ack"
    /// A message is published, and the broker has not confirmed it.
    case afterPublishBeforeConfirm = "after-publish-before-confirm"
    /// The output of a delivery is durable, and the delivery not acked.
    case afterConfirmBeforeAck = "after-confirm-before-ack"

    /// A rule to break on purpose, which proves that the tests detect it: `ETL_FAILPOINT=name`.
    package enum Sabotage: String, CaseIterable, Sendable {
        /// The service acks deliveries before it handles them.
        case ackBeforeCommit = "ack-before-commit"
        /// The loader loads batches that are already in the ledger.
        case skipLedger = "skip-ledger"
        /// The commit has the durability of the server's default.
        case commitAsTheServerLikes = "commit-as-the-server-likes"
    }
}

#if DEBUG
extension Failpoint {
    /// Whether this build has failpoints.
    package static let areCompiledIn = true

    /// Counts a pass, and kills the process if it is the selected one.
    package static func pass(_ point: Failpoint) {
        guard let count = requests[point.rawValue] else { return }
        let passes = Self.passes.withLock { passes in
            passes[point, default: 0] += 1
            return passes[point, default: 0]
        }
        if passes == count { kill(getpid(), SIGKILL) }
    }

    /// Whether to break a rule.
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
