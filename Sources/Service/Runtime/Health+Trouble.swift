import Bus
import DisplayText
import RabbitMQ
import Telemetry

extension Health {
    /// Has the broker's check asked of both connections.
    ///
    /// A stage whose work is published is held up by a broker that takes no messages; the loader, which publishes dead letters
    /// only, goes on.
    func watchBroker(_ consumer: RabbitMQConsumer, _ publisher: RabbitMQPublisher, of stage: Stage) {
        watch {
            let states = [consumer.state, publisher.state]
            let trouble = states.lazy.filter { !(stage == .load && $0.isBlocked) }.compactMap(\.trouble).first
            return [StageTelemetry.Check.broker: trouble.map { .failed(reason: $0.printable.shortened) } ?? .ok]
        }
    }

    /// A worker holds its deliveries back.
    func raise(_ error: StageError) {
        // The broker's check knows by itself, and what it knows is newer.
        guard RabbitMQError.Code(rawValue: error.reason) == nil else { return }
        set(error.check, .failed(reason: error.description.printable.shortened))
    }

    /// No worker holds anything back any more.
    func withdraw(_ errors: [StageError]) {
        for error in errors { set(error.check, .ok) }
    }
}

extension ConnectionState {
    fileprivate var isBlocked: Bool {
        if case .blocked = self { true } else { false }
    }

    /// Why nothing can be taken or published now.
    fileprivate var trouble: String? {
        switch self {
        case .ready: nil
        case .connecting(let error): error?.description ?? "not connected yet"
        case .blocked(let reason): "the broker blocks publishing: \(reason)"
        case .failed(let error): error.description
        case .stopped: "disconnected"
        }
    }
}

extension StageError {
    /// The check that fails with the error.
    fileprivate var check: String {
        switch reason {
        // No table, no schema.
        case "database 42P01", "database 3F000": StageTelemetry.Check.schema
        case _ where reason.hasPrefix("database "): StageTelemetry.Check.database
        default: StageTelemetry.Check.work
        }
    }
}
