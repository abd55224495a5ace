import Bus
import DisplayText
import Ledger
import RabbitMQ
import Synchronization

/// The latest state of all servers. Parts update independently, so an unavailable server does not block the others.
///
/// Nothing that locks is inlined: see docs/decisions/0020-locks-outside-of-async-functions.md.
final class StatusBoard: Sendable {
    /// The last report of one server.
    struct Part<Value: Sendable>: Sendable {
        var value: Value?
        /// The time of the last report.
        var at = ContinuousClock.now
        /// The last error since then.
        var error: String?

        /// A message if the server has not answered for a while; else nil.
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

    var current: State { @inline(never) get { state.withLock { $0 } } }

    @inline(never)
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

    /// Combines the last readings of the ledger and the broker.
    @inline(never)
    func noteFlow() {
        state.withLock { state in
            guard let broker = state.broker.value, let ledger = state.ledger.value, state.broker.error == nil,
                state.ledger.error == nil
            else { return }
            state.flow.note(broker, ledger.progress, at: .now)
        }
    }
}
