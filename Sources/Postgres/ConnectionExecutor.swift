import Dispatch

/// Runs an actor's jobs on a queue of its own, one after another.
///
/// libpq blocks in its calls. Dispatch gives a serial queue a thread when it has work, beside the threads of Swift's
/// cooperative pool, so a connection that waits for the server holds up nobody else.
final class ConnectionExecutor: SerialExecutor {
    private let queue: DispatchQueue

    init(label: String) {
        queue = DispatchQueue(label: label)
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async {
            job.runSynchronously(on: self.asUnownedSerialExecutor())
        }
    }

    func checkIsolated() {
        dispatchPrecondition(condition: .onQueue(queue))
    }
}
