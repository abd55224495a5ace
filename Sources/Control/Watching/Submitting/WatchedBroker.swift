import RabbitMQ
import Synchronization

/// Reports each outage of the broker once, and its end once.
final class WatchedBroker: ConnectionObserver {
    private let stop: StopPipe
    private let onEvent: @Sendable (WatchEvent) -> Void
    private let isAway = Mutex(false)

    /// - Parameter stop: once raised, a lost connection is not an outage.
    init(stop: StopPipe, onEvent: @escaping @Sendable (WatchEvent) -> Void) {
        self.stop = stop
        self.onEvent = onEvent
    }

    func observe(_ event: ConnectionEvent) {
        switch event {
        case .disconnected: noteAway("the connection to RabbitMQ is lost")
        case .blocked: noteAway("RabbitMQ blocks publishing: a memory or disk alarm is active")
        case .connected(again: true), .unblocked: noteBack()
        default: break
        }
    }

    private func noteAway(_ trouble: String) {
        guard !stop.isRaised, !isAway.withLock({ exchange(&$0, with: true) }) else { return }
        onEvent(.brokerUnavailable(trouble))
    }

    private func noteBack() {
        guard isAway.withLock({ exchange(&$0, with: false) }) else { return }
        onEvent(.brokerBack)
    }
}
