internal import SourceReading

/// What ends a request.
enum DownloadTrouble: Error {
    /// It may go better the next time; what happened, and how long the server asks to wait.
    case passing(String, after: Duration? = nil)
    /// It will not.
    case lasting(SourceError.Reason)
    /// The process is to end.
    case stopped
}

/// Something that went wrong with a download, and is tried again.
package struct DownloadRetry: Sendable {
    /// The source's name.
    package let source: String
    /// What happened. Has no secret in it.
    package let trouble: String
    /// The attempts in a row that have failed.
    package let failures: Int
    /// Until the next one.
    package let pause: Duration
}
