import NIOCore
import Synchronization

/// Closes the connections of clients that send or read too slowly, so that none holds memory for long.
///
/// Nothing that locks is inlined: see docs/decisions/0020-locks-outside-of-async-functions.md.
final class RequestDeadlines: Sendable {
    /// What a client has to do.
    enum Part: Sendable {
        /// Send the body of its request.
        case sending
        /// Read the response.
        case reading
        /// End a body that nobody reads, since its request is refused.
        case ending
    }

    /// The most time for a body, and for a response.
    static let limit = Duration.seconds(20)
    /// The same at a shutdown, for bodies that nobody reads, and for a response while there are too many that nobody has read.
    static let shortLimit = Duration.seconds(2)

    private struct Entry {
        let channel: any Channel
        let part: Part
        let start: ContinuousClock.Instant
    }

    private struct State {
        var entries: [ObjectIdentifier: Entry] = [:]
        var isStopping = false
        var hasEnded = false
    }

    private let state = Mutex(State())

    init() {}

    /// Starts the time of a client, or starts it anew.
    @inline(never)
    func start(_ part: Part, of channel: any Channel, now: ContinuousClock.Instant = .now) {
        let entry = Entry(channel: channel, part: part, start: now)
        state.withLock { $0.entries[ObjectIdentifier(channel)] = entry }
    }

    /// The client has done its part.
    @inline(never)
    func stop(_ channel: any Channel) {
        state.withLock { $0.entries[ObjectIdentifier(channel)] = nil }
    }

    /// Closes the connections whose time is over. Call it often.
    ///
    /// - Parameter isFull: whether too many responses wait for their readers.
    @inline(never)
    func closeOverdue(isFull: Bool, now: ContinuousClock.Instant = .now) {
        state.withLock { state in
            guard !state.hasEnded else { return }
            for (key, entry) in state.entries {
                guard entry.channel.isActive else {
                    state.entries[key] = nil
                    continue
                }
                let isShort = state.isStopping || entry.part == .ending || (isFull && entry.part == .reading)
                guard now - entry.start >= (isShort ? Self.shortLimit : Self.limit) else { continue }
                entry.channel.close(mode: .all, promise: nil)
                state.entries[key] = nil
            }
        }
    }

    /// The service stops: clients have little time from now on.
    @inline(never)
    func hurry() {
        state.withLock { $0.isStopping = true }
    }

    /// Closes nothing any more: the event loop is about to end.
    @inline(never)
    func end() {
        state.withLock { state in
            state.hasEnded = true
            state.entries = [:]
        }
    }
}
