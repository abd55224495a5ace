import Bus
import Logging
import RabbitMQ
import ServiceLogging
import Synchronization
import Telemetry

/// Logs a service's trouble once when it starts or changes, and once when it is over, however often and by however many
/// workers it is met in between. Meanwhile the service is not ready.
final class Complaint: Sendable {
    private struct State {
        /// The workers that hold something back.
        var holders: Set<Int> = []
        /// By their reasons.
        var errors: [String: StageError] = [:]
    }

    private let logger: Logger
    private let health: Health
    private let state = Mutex(State())

    init(logger: Logger, health: Health = Health()) {
        self.logger = logger
        self.health = health
    }

    /// A worker holds its deliveries back.
    ///
    /// - Parameter batch: the one that met the trouble.
    func raise(_ error: StageError, by worker: Int, batch: String = "") {
        let isNew = state.withLock { state in
            state.holders.insert(worker)
            health.raise(error)
            return state.errors.updateValue(error, forKey: error.reason) == nil
        }
        guard isNew else { return }
        let message: Logger.Message =
            error.fault == .configuration ? "Waiting for an operator" : "Retrying batches until the failure is resolved"
        logger.error(
            message,
            metadata: [
                LogKey.batch: "\(batch)", LogKey.reason: "\(error.reason)", LogKey.error: "\(error.description)",
            ])
    }

    /// A worker has finished with its deliveries.
    func withdraw(by worker: Int) {
        let isOver = state.withLock { state in
            guard state.holders.remove(worker) != nil, state.holders.isEmpty else { return false }
            health.withdraw(Array(state.errors.values))
            state.errors = [:]
            return true
        }
        if isOver { logger.notice("Going on") }
    }
}
