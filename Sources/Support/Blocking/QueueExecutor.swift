import Dispatch

/// Runs an actor's jobs on a queue of its own, one after another, where they can block.
///
/// Dispatch gives a serial queue with work a thread outside Swift's cooperative pool. So a call that waits for a server
/// or a disk blocks only its own actor.
package final class QueueExecutor: SerialExecutor {
    private let queue: DispatchQueue

    /// - Parameter label: the name in a debugger.
    package init(label: String) {
        queue = DispatchQueue(label: label)
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    package func checkIsolated() {
        dispatchPrecondition(condition: .onQueue(queue))
    }
}
