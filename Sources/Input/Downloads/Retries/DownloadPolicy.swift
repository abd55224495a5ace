/// The timeouts and the retries of a download.
package struct DownloadPolicy: Sendable {
    /// The limit for a connection, TLS included.
    var connectTimeout = Duration.seconds(15)
    /// The limit for a response, and then for each further part of it.
    var stallTimeout = Self.usualStall
    /// The least bytes a second while the reader waits for data. A slower server counts as unavailable.
    var leastRate = Self.usualRate
    /// The time over which the rate is measured.
    var rateTime = Duration.seconds(30)
    /// The limit for the beginning of a file, with all attempts; nil for none.
    var beginning: Duration?
    /// The maximum number of consecutive attempts that yield no byte.
    var attempts = 3
    /// The pause between the first two of them; it doubles each time.
    var firstPause = Duration.milliseconds(500)
    /// The longest pause. A server's Retry-After is limited to twice this.
    var longestPause = Duration.seconds(30)
    /// The limit for pending responses at shutdown.
    var afterStop = Duration.seconds(5)

    /// The longest wait for a silent server, but for the pauses between attempts.
    package var silence: Duration { (connectTimeout + stallTimeout) * attempts }

    /// For services: a job waits elsewhere for a server that is unavailable.
    ///
    /// - Parameters:
    ///   - leastRate: the least bytes a second; 0 for none.
    ///   - stallTimeout: the limit for a response, and then for each further part of it.
    package static func service(
        leastRate: Int = usualRate, stallTimeout: Duration = usualStall
    ) -> DownloadPolicy {
        DownloadPolicy(stallTimeout: stallTimeout, leastRate: leastRate)
    }

    /// For commands, where a person waits for the result.
    ///
    /// - Parameter beginning: the limit for the beginning of a file.
    package static func interactive(beginning: Duration = usualBeginning) -> DownloadPolicy {
        DownloadPolicy(beginning: beginning)
    }

    /// The default of ``leastRate``.
    package static let usualRate = 1024
    /// The default of ``stallTimeout``.
    package static let usualStall = Duration.seconds(30)
    /// The default of ``beginning`` for commands.
    package static let usualBeginning = Duration.seconds(30)
}
