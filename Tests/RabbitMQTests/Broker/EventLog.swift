import RabbitMQ
import Synchronization

/// Keeps what an observer is told.
final class EventLog: ConnectionObserver {
    private let kept = Mutex<[ConnectionEvent]>([])

    func observe(_ event: ConnectionEvent) { kept.withLock { $0.append(event) } }

    var events: [ConnectionEvent] { kept.withLock { $0 } }

    func count(_ event: ConnectionEvent) -> Int { events.count { $0 == event } }

    /// The sizes of what was sent, or of what has come.
    var bytes: [Int] {
        events.compactMap { event in
            switch event {
            case .published(let bytes), .delivered(let bytes): bytes
            default: nil
            }
        }
    }

    /// How long each confirm took.
    var confirms: [Duration] {
        events.compactMap { event in
            if case .confirmed(let time) = event { time } else { nil }
        }
    }

    /// The numbers of unconfirmed messages, one after the other.
    var unconfirmed: [Int] {
        events.compactMap { event in
            if case .unconfirmed(let count) = event { count } else { nil }
        }
    }

    /// The events that are about the connection.
    var connections: [ConnectionEvent] {
        events.filter { event in
            switch event {
            case .connected, .disconnected, .blocked, .unblocked: true
            default: false
            }
        }
    }
}
