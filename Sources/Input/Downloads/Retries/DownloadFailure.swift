internal import SourceReading

/// The reason for which a request failed.
enum DownloadFailure: Error {
    /// The next attempt may succeed. The fault, and the pause that the server requests.
    case transient(String, after: Duration? = nil)
    /// The server is too slow, so that another attempt soon would only take time.
    case slow(String)
    /// Every further attempt would fail too.
    case permanent(SourceError.Reason)
    /// The process is stopping.
    case stopped
}

/// A failed attempt of a download, before its retry.
package struct DownloadRetry: Sendable {
    /// The source's name.
    package let source: String
    /// The fault. Contains no secret.
    package let reason: String
    /// The number of consecutive failed attempts.
    package let failures: Int
    /// The pause until the next attempt.
    package let pause: Duration
}
