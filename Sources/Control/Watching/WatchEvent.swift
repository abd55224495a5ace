package import Submission

/// An event of a watch.
package enum WatchEvent: Sendable {
    /// Both servers are available, and the watch of these roots has started.
    case watching(roots: [String])
    case submission(SubmissionEvent)
    /// A file has changed since it was submitted; it is now a new source.
    case changed(path: String)
    /// A server refuses a file, which the watch skips from now on; why.
    case refused(path: String, error: String)
    /// A file or directory is unreadable; which, and why. Sent once for each.
    case unreadable(String)
    /// The watch retries until the servers are available; why.
    case waiting(String)
    /// The servers are available again.
    case serversBack
    /// Jobs wait for RabbitMQ; why.
    case brokerUnavailable(String)
    /// RabbitMQ accepts jobs again.
    case brokerBack
    /// The number of incomplete files left for the next watch.
    case unsettled(Int)
}
