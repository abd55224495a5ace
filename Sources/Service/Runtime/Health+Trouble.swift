import Bus
import DisplayText
import RabbitMQ
import ServiceHost
import Telemetry

extension Health {
    /// Makes the broker's check probe both connections.
    ///
    /// A broker that blocks publishing stops a stage that publishes its work. The loader publishes only dead letters, and
    /// continues.
    func watchBroker(_ consumer: RabbitMQConsumer, _ publisher: RabbitMQPublisher, of stage: Stage) {
        watch {
            let states = [consumer.state, publisher.state]
            let trouble = states.lazy.filter { !(stage == .load && $0.isBlocked) }.compactMap(\.trouble).first
            return [ServiceTelemetry.Check.broker: trouble.map { .failed(reason: $0.printable.shortened) } ?? .ok]
        }
    }

    /// A worker holds its deliveries for a retry.
    func raise(_ error: StageError) {
        // The broker's check probes the connections itself, and its state is newer.
        guard RabbitMQError.Code(rawValue: error.reason) == nil else { return }
        set(error.check, .failed(reason: error.description.printable.shortened))
    }

    /// No worker holds deliveries for a retry any more.
    func withdraw(_ errors: [StageError]) {
        for error in errors { set(error.check, .ok) }
    }
}

extension ConnectionState {
    fileprivate var isBlocked: Bool {
        if case .blocked = self { true } else { false }
    }

    /// The reason that the connection cannot consume or publish now.
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
        case "database 42P01", "database 3F000": ServiceTelemetry.Check.schema
        case _ where reason.hasPrefix("database "): ServiceTelemetry.Check.database
        default: ServiceTelemetry.Check.work
        }
    }
}
