import Bus
import DisplayText
import Ledger
import RabbitMQ
import Synchronization

/// What is known of everything at a time: each part is looked at by itself, so that one that does not answer does not hold
/// the others up.
final class StatusBoard: Sendable {
    /// What one of those who are asked has said.
    struct Part<Value: Sendable>: Sendable {
        var value: Value?
        /// When it answered last.
        var at = ContinuousClock.now
        /// What went wrong since.
        var error: String?

        /// What is to be said when it has not answered for a while; nil when it has.
        func trouble(of name: String, at now: ContinuousClock.Instant) -> String? {
            let silence = now - at
            guard error != nil || silence > .seconds(8) else { return nil }
            let seconds = Format.age(Int(silence / .seconds(1)))
            let figures = value == nil ? "" : "; its values are that old"
            return "\(name) has not answered for \(seconds)\(figures). \(error ?? "")"
        }
    }

    struct State: Sendable {
        var ledger = Part<LedgerReport>()
        var broker = Part<BrokerReport>()
        var management = Part<ManagementReport>()
        var flow = StageFlow()
    }

    private let state = Mutex(State())

    var current: State { state.withLock { $0 } }

    func note<Value>(
        _ part: any WritableKeyPath<State, Part<Value>> & Sendable, _ result: Result<Value, any Error>
    ) {
        state.withLock { state in
            switch result {
            case .success(let value): state[keyPath: part] = Part(value: value)
            case .failure(let error): state[keyPath: part].error = "\(error)"
            }
        }
    }

    /// Takes the two looks that were made last together.
    func noteFlow() {
        state.withLock { state in
            guard let broker = state.broker.value, let ledger = state.ledger.value, state.broker.error == nil,
                state.ledger.error == nil
            else { return }
            state.flow.note(broker, ledger.progress, at: .now)
        }
    }
}
