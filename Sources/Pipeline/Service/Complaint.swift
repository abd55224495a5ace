import Logging

/// Logs trouble once when it starts or changes, and once when it is over, however often it is met in between.
struct Complaint {
    private let logger: Logger
    private var reason: String?

    init(logger: Logger) {
        self.logger = logger
    }

    mutating func raise(_ error: StageError) {
        guard reason != error.reason else { return }
        reason = error.reason
        let message: Logger.Message =
            error.fault == .configuration ? "Waiting for an operator" : "Holding batches until the trouble is over"
        logger.error(message, metadata: [LogKey.reason: "\(error.reason)", LogKey.error: "\(error.description)"])
    }

    mutating func withdraw() {
        guard reason != nil else { return }
        reason = nil
        logger.notice("Going on")
    }
}
