import RabbitMQ
import Synchronization

/// Keeps the events of an observer.
final class EventLog: ConnectionObserver {
    private let kept = Mutex<[ConnectionEvent]>([])

    func observe(_ event: ConnectionEvent) { kept.withLock { $0.append(event) } }

    var events: [ConnectionEvent] { kept.withLock { $0 } }

    func count(_ event: ConnectionEvent) -> Int { events.count { $0 == event } }

    /// The sizes of sent or received messages.
    var bytes: [Int] {
        events.compactMap { event in
            switch event {
            case .published(let bytes), .delivered(let bytes): bytes
            default: nil
            }
        }
    }

    /// The duration of each confirm.
    var confirms: [Duration] {
        events.compactMap { event in
            if case .confirmed(let time) = event { time } else { nil }
        }
    }

    /// The successive numbers of unconfirmed messages.
    var unconfirmed: [Int] {
        events.compactMap { event in
            if case .unconfirmed(let count) = event { count } else { nil }
        }
    }

    /// The events of the connection.
    var connections: [ConnectionEvent] {
        events.filter { event in
            switch event {
            case .connected, .disconnected, .blocked, .unblocked: true
            default: false
            }
        }
    }
}
