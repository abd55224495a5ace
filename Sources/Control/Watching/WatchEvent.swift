package import Submission

/// What happens while directories are watched.
package enum WatchEvent: Sendable {
    /// Both servers are there, and the directories below these roots are watched from now on.
    case watching(roots: [String])
    case submission(SubmissionEvent)
    /// A file has changed since it was submitted, so it is another source now.
    case changed(path: String)
    /// A server refuses one file, which is left out from now on; why.
    case refused(path: String, error: String)
    /// A file or a directory cannot be read; what, and why. Comes once for each.
    case unreadable(String)
    /// The work waits for servers; why.
    case waiting(String)
    /// The servers that were waited for are available again.
    case serversBack
    /// Jobs wait for RabbitMQ; why.
    case brokerUnavailable(String)
    /// RabbitMQ takes jobs again.
    case brokerBack
    /// Files that are not complete yet are left for the next time; how many.
    case unsettled(Int)
}
