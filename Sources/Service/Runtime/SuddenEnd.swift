import Dispatch
import Glibc
import Logging
import ServiceLogging

/// The immediate exit of the process. It is safe at any time: the broker redelivers unacked messages, and the database rolls
/// back.
enum SuddenEnd {
    /// Ends the process with status 0 after a delay, if it has not ended by itself: a call that does not return holds it, such
    /// as one to a database that hangs.
    static func after(_ limit: Duration, logger: Logger) {
        // Not a task: the tasks themselves may be stuck.
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
