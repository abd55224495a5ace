import MemoryBounds
import Synchronization

/// The workers of a process that may read links at the same time: all but one, which is left for files. A server that
/// hangs never keeps a file waiting.
///
/// Turns go round: a link whose last turn was long yields to those that were refused since and had theirs earlier, or none. So a
/// slow server, or several that hang, do not keep other links waiting for ever. Short turns yield to nobody: while the others
/// are on their way back from the broker, the worker would be idle.
final class LinkTurns: Sendable {
    /// How long after its refusal a link is expected back: somewhat longer than jobs stay in the waiting queue.
    private static let absence = Duration.seconds(30)
    /// Beyond this number of links, all are forgotten, which only costs the order.
    private static let limit = 10_000

    /// A refused job comes back after this time: longer with many, so that some twenty a second pass through the queues.
    private static let pause = (shortest: Duration.seconds(2), ofEach: Duration.milliseconds(50))

    private struct State {
        /// When the last turn was taken, or returned.
        var lastChange: ContinuousClock.Instant
        var lastCleaning: ContinuousClock.Instant
        /// When the last turn of each link ended, if it was long.
        var ends: [String: ContinuousClock.Instant] = [:]
        /// When links were refused that have had no turn since.
        var refusals: [String: ContinuousClock.Instant] = [:]

        init(_ start: ContinuousClock.Instant) {
            (lastChange, lastCleaning) = (start, start)
        }

        /// Forgets links that have not come back.
        mutating func clean(at now: ContinuousClock.Instant) {
            guard now - lastCleaning >= .seconds(1) else { return }
            refusals = refusals.filter { $0.value + LinkTurns.absence > now }
            lastCleaning = now
        }
    }

    /// Counts turns, not bytes.
    private let turns: ByteBudget
    private let patience: Duration
    /// The time from which on a turn is long.
    private let long: Duration
    private let state: Mutex<State>

    /// - Parameters:
    ///   - patience: the time without a turn that is taken or returned, after which links count as slow. Their jobs then wait
    ///     at the broker.
    ///   - long: the time from which on a turn is long.
    ///   - start: when that time begins.
    init(
        workers: Int, patience: Duration = .seconds(5), long: Duration = .seconds(20),
        start: ContinuousClock.Instant = .now
    ) {
        state = Mutex(State(start))
        turns = ByteBudget(limit: max(1, workers - 1))
        self.patience = patience
        self.long = long
    }

    /// Takes a turn. It ends with the last reference to what this returns.
    ///
    /// Waits as long as others return theirs, so that many small links follow one another at once.
    ///
    /// - Parameter link: the name of the source.
    /// - Returns: nil if there is none for some time, or if other links come first.
    func take(for link: String) async -> LinkTurn? {
        guard let reservation = await reserve(for: link) else {
            refused(link)
            return nil
        }
        taken(by: link)
        return LinkTurn(link, reservation, of: self)
    }

    private func reserve(for link: String) async -> ByteReservation? {
        guard !mustYield(link) else { return nil }
        if let turn = turns.reserve(1) { return turn }
        let left = patience - timeSinceChange
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

/// Async functions take no lock themselves (docs/decisions/0020).
extension LinkTurns {
    private var timeSinceChange: Duration {
        @inline(never) get { ContinuousClock.now - state.withLock { $0.lastChange } }
    }

    /// How long a job that was refused should stay away, if its queue does not send it back earlier: long enough for the links that
    /// were refused of late to take little of the broker's time, and no longer, because the turn may be free by then.
    @inline(never)
    func pause() -> Duration {
        let count = state.withLock { $0.refusals.count }
        return max(Self.pause.shortest, Self.pause.ofEach * count)
    }

    /// Whether a link that will soon be back had its last turn earlier, or none.
    @inline(never)
    private func mustYield(_ link: String) -> Bool {
        state.withLock { state in
            guard let end = state.ends[link] else { return false }
            let now = ContinuousClock.now
            state.refusals = state.refusals.filter { $0.value + Self.absence > now }
            state.lastCleaning = now
            return state.refusals.keys.contains { $0 != link && (state.ends[$0] ?? end - .seconds(1)) < end }
        }
    }

    @inline(never)
    private func refused(_ link: String) {
        state.withLock { state in
            let now = ContinuousClock.now
            state.clean(at: now)
            if state.refusals.count >= Self.limit { state.refusals = [:] }
            state.refusals[link] = now
        }
    }

    @inline(never)
    private func taken(by link: String) {
        state.withLock { state in
            state.refusals[link] = nil
            state.lastChange = .now
        }
    }

    @inline(never)
    fileprivate func ended(_ link: String, since beginning: ContinuousClock.Instant) {
        state.withLock { state in
            if state.ends.count >= Self.limit { state.ends = [:] }
            state.lastChange = .now
            state.ends[link] = beginning + long <= .now ? .now : nil
        }
    }
}

/// The turn of a link, until the last reference to this goes.
final class LinkTurn: Sendable {
    private let link: String
    private let beginning = ContinuousClock.now
    private let reservation: ByteReservation
    private let turns: LinkTurns

    fileprivate init(_ link: String, _ reservation: ByteReservation, of turns: LinkTurns) {
        self.link = link
        self.reservation = reservation
        self.turns = turns
    }

    deinit {
        // Before others get the turn.
        turns.ended(link, since: beginning)
    }
}
