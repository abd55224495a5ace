import MemoryBounds
import Synchronization

/// The workers of a process that may read links at the same time: all but one, which is left for files. A server that
/// hangs never keeps a file waiting.
final class LinkTurns: Sendable {
    /// The time without a returned turn after which links count as slow. Their jobs then wait at the broker.
    private static let patience = Duration.seconds(5)

    /// Counts turns, not bytes.
    private let turns: ByteBudget
    private let lastReturn = Mutex(ContinuousClock.now)

    init(workers: Int) {
        turns = ByteBudget(limit: max(1, workers - 1))
        turns.onRelease { [weak self] in self?.returned() }
    }

    @inline(never)
    private func returned() {
        lastReturn.withLock { $0 = .now }
    }

    /// Outside of async functions (docs/decisions/0020).
    private var timeSinceReturn: Duration {
        @inline(never) get { ContinuousClock.now - lastReturn.withLock { $0 } }
    }

    /// Takes a turn. It ends with the last reference to what this returns.
    ///
    /// Waits as long as others return theirs, so that many small links follow one another at once.
    ///
    /// - Returns: nil if there is none for some time.
    func take() async -> ByteReservation? {
        if let turn = turns.reserve(1) { return turn }
        let left = Self.patience - timeSinceReturn
        guard left > .zero else { return nil }
        return await withTaskGroup(of: ByteReservation?.self) { group in
            group.addTask { [turns] in await turns.waitToReserve(1) }
            group.addTask {
                try? await Task.sleep(for: left)
                return nil
            }
            let first = await group.next()
            group.cancelAll()
            return first ?? nil
        }
    }
}
