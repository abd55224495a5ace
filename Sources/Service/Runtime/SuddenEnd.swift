import Dispatch
import Glibc
import Logging
import ServiceLogging

/// The end of the process, whatever it is doing. Safe at any time: what is not acked and not committed the broker gives
/// to another, and the database rolls back.
enum SuddenEnd {
    /// Ends the process after a while, in order, if it has not ended by itself: what holds it up is a call that does not
    /// come back, such as one into a database that stands still.
    static func after(_ limit: Duration, logger: Logger) {
        // Not a task: those could be what is stuck.
        DispatchQueue(label: "sudden-end").asyncAfter(deadline: .now() + .seconds(Int(limit.components.seconds))) {
            now(status: 0, because: "the work in progress did not finish in time", logger: logger)
        }
    }

    /// Ends the process.
    static func now(status: Int32, because reason: String, logger: Logger) -> Never {
        logger.warning(
            "Exiting now: the broker redelivers the unacknowledged messages", metadata: [LogKey.reason: "\(reason)"])
        _exit(status)
    }
}
