internal import SourceReading

/// What ends a request.
enum DownloadFailure: Error {
    /// The next attempt may succeed; carries what happened, and how long the server asks to wait.
    case transient(String, after: Duration? = nil)
    /// Every further attempt would fail as well.
    case permanent(SourceError.Reason)
    /// The process is to end.
    case stopped
}

/// Something that went wrong with a download, and is tried again.
package struct DownloadRetry: Sendable {
    /// The source's name.
    package let source: String
    /// What happened. Has no secret in it.
    package let reason: String
    /// The attempts in a row that have failed.
    package let failures: Int
    /// Until the next one.
    package let pause: Duration
}
