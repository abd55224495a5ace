internal import SourceDescriptions

/// The bytes that a server sends while a reader waits for them. The time of a slow reader does not count.
struct ReadingPace {
    private let leastRate: Int
    private let time: Duration
    var received = 0
    var waited = Duration.zero

    init(_ policy: DownloadPolicy) {
        leastRate = policy.leastRate
        time = policy.rateTime
    }

    /// Fails if the server has been too slow over the whole time; then starts another one.
    mutating func check(_ address: WebAddress) throws(DownloadFailure) {
        guard waited >= time else { return }
        let rate = Int(Double(received) / (waited / .seconds(1)))
        (received, waited) = (0, .zero)
        guard rate < leastRate else { return }
        throw .slow(
            "\(address.origin) sends \(rate) bytes a second, less than the \(leastRate) of ETL_SOURCE_LEAST_RATE")
    }
}
