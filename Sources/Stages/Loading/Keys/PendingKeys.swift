import Dispatch
import Synchronization

/// The keys that the sessions of a process are about to store, so that a session leaves a key to the one that had it first.
///
/// Without it, the session would meet the key of another when it copies, and would have to copy all its rows again. Files have the
/// records of one key near each other, so that this would happen to every group of them.
final class PendingKeys: Sendable {
    private let groups = Mutex<[PendingGroup]>([])

    /// Enters the keys of a group, until the group ends.
    ///
    /// - Returns: the rows whose keys other groups may have, which came before, and these.
    func enter(_ group: PendingGroup, _ rows: EncodedRows) -> (rows: Set<Int>, others: [PendingGroup]) {
        group.filter.add(rows)
        let earlier = groups.withLock { groups in
            groups.removeAll { $0.hasEnded }
            defer { groups.append(group) }
            return groups
        }
        var (contested, others): (Set<Int>, [PendingGroup]) = ([], [])
        let all = Array(0..<rows.count)
        for other in earlier {
            let known = other.filter.divide(all, of: rows).known
            guard !known.isEmpty else { continue }
            contested.formUnion(known)
            others.append(other)
        }
        return (contested, others)
    }
}

/// A group of rows whose transaction has not ended.
final class PendingGroup: Sendable {
    /// Of 32,000 keys, it takes 1 in 5,000 others for one of these.
    fileprivate let filter = KeyFilter(bytes: 1 << 17)
    private let end = DispatchSemaphore(value: 0)
    private let isOver = Atomic(false)

    fileprivate var hasEnded: Bool { isOver.load(ordering: .acquiring) }

    /// Called when the transaction has ended.
    func finish() {
        guard !isOver.exchange(true, ordering: .acquiringAndReleasing) else { return }
        end.signal()
    }

    /// Waits until groups have ended. Blocks the thread: call it on the connection's thread.
    ///
    /// One of them may wait for this group itself, by locks of the database and the loader of another process, which no server sees.
    ///
    /// - Throws: ``LoadError``; with ``SQLState/serializationFailure`` if one has not ended within some seconds.
    static func wait(
        for groups: [PendingGroup], _ patience: DispatchTimeInterval = .seconds(5)
    ) throws(LoadError) {
        let deadline = DispatchTime.now() + patience
        for group in groups {
            guard group.end.wait(timeout: deadline) == .success else {
                throw .needsTablesAlone("another transaction with the same keys has not ended")
            }
            // For the next one who waits.
            group.end.signal()
        }
    }
}
