import NIOCore
import Synchronization

/// Closes the connections of clients that send or read too slowly, so that none holds memory for long.
final class RequestDeadlines: Sendable {
    /// The most time for the body of a request, and for sending a response.
    static let limit = Duration.seconds(20)

    private struct Entry {
        let channel: any Channel
        let deadline: ContinuousClock.Instant
    }

    private let entries = Mutex<[ObjectIdentifier: Entry]>([:])

    init() {}

    /// Starts the time of a client.
    ///
    /// Never inlined: see docs/decisions/0020-locks-outside-of-async-functions.md.
    @inline(never)
    func start(_ channel: any Channel, now: ContinuousClock.Instant) {
        let entry = Entry(channel: channel, deadline: now + Self.limit)
        entries.withLock { $0[ObjectIdentifier(channel)] = entry }
    }

    /// The client has done its part.
    @inline(never)
    func stop(_ channel: any Channel) {
        entries.withLock { $0[ObjectIdentifier(channel)] = nil }
    }

    /// Closes the connections whose time is over. Call it often.
    func closeOverdue(now: ContinuousClock.Instant = .now) {
        let overdue = entries.withLock { entries in
            let overdue = entries.filter { $0.value.deadline <= now }
            for key in overdue.keys { entries[key] = nil }
            return overdue.values.map(\.channel)
        }
        for channel in overdue { channel.close(mode: .all, promise: nil) }
    }
}
