import Logging
import Synchronization

/// Logs a service's trouble once when it starts or changes, and once when it is over, however often and by however many
/// workers it is met in between.
final class Complaint: Sendable {
    private struct State {
        /// The workers that hold something back.
        var holders: Set<Int> = []
        var reasons: Set<String> = []
    }

    private let logger: Logger
    private let state = Mutex(State())

    init(logger: Logger) {
        self.logger = logger
    }

    /// A worker holds its deliveries back.
    func raise(_ error: StageError, by worker: Int) {
        let isNew = state.withLock { state in
            state.holders.insert(worker)
            return state.reasons.insert(error.reason).inserted
        }
        guard isNew else { return }
        let message: Logger.Message =
            error.fault == .configuration ? "Waiting for an operator" : "Holding batches until the trouble is over"
        logger.error(
            message,
            metadata: [LogKey.reason: "\(error.reason.printable)", LogKey.error: "\(error.description.printable)"])
    }

    /// A worker has finished with its deliveries.
    func withdraw(by worker: Int) {
        let isOver = state.withLock { state in
            guard state.holders.remove(worker) != nil, state.holders.isEmpty else { return false }
            state.reasons = []
            return true
        }
        if isOver { logger.notice("Going on") }
    }
}
