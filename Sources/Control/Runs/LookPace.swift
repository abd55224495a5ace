/// The pace at which a run reads its ledger: fast enough to notice its end promptly.
struct LookPace: Sendable {
    /// The minimum pause between two reads.
    static let shortest = Duration.milliseconds(10)
    /// The maximum pause between two reads.
    let longest: Duration

    /// The pause until the next read: a quarter of the estimated time left.
    ///
    /// - Parameters:
    ///   - elapsed: the time since the start of the run.
    ///   - fraction: the share of the run that is complete, 0 to 1.
    ///   - cost: the duration of the last read; reads take at most a tenth of the time of one connection.
    func pause(elapsed: Duration, fraction: Double, cost: Duration) -> Duration {
        // Without progress, expects as much time again until the first.
        let left = fraction > 0 ? elapsed * ((1 - min(1, fraction)) / fraction) : elapsed
        return min(longest, max(Self.shortest, cost * 10, left / 4))
    }
}
