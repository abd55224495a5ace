import Postgres
import RabbitMQ

extension Error {
    /// Whether what could not be reached may come back by itself.
    var mayPass: Bool {
        switch self {
        case let error as PostgresError: error.fault == .infrastructure
        case let error as RabbitMQError: error.isTransient
        default: false
        }
    }
}
