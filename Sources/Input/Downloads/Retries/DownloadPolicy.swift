/// The timeouts and the retries of a download.
package struct DownloadPolicy: Sendable {
    /// The limit for a connection, TLS included.
    var connectTimeout = Duration.seconds(15)
    /// The limit for a response, and then for each further part of it.
    var stallTimeout = Duration.seconds(30)
    /// The maximum number of consecutive attempts that yield no byte.
    var attempts = 8
    /// The pause between the first two of them; it doubles each time.
    var firstPause = Duration.milliseconds(500)
    /// The longest pause. A server's Retry-After is limited to twice this.
    var longestPause = Duration.seconds(30)
    /// The limit for pending responses at shutdown.
    var afterStop = Duration.seconds(5)

    /// For services: a server may be unavailable for a minute or two.
    package static let service = DownloadPolicy()
    /// For commands, where a person waits for the result.
    package static let interactive = DownloadPolicy(attempts: 3)
}
