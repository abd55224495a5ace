internal import Dispatch

/// Runs an actor on a dispatch queue of its own, so that calls that wait for the broker hold up no one else.
final class BrowserExecutor: SerialExecutor {
    private let queue = DispatchQueue(label: "rabbitmq-browser")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { [self] in job.runSynchronously(on: asUnownedSerialExecutor()) }
    }
}
