/// How often a run looks at its ledger: often enough to see the end when it comes, and no oftener than that.
struct LookPace: Sendable {
    /// Between two looks at least.
    static let shortest = Duration.milliseconds(10)
    /// Between two looks at most.
    let longest: Duration

    /// The pause until the next look: a quarter of the time that is probably left.
    ///
    /// - Parameters:
    ///   - elapsed: how long the run has taken so far.
    ///   - fraction: how much of it has been done, 0 to 1.
    ///   - cost: how long the last look has kept the database busy; the looks take a tenth of one connection at most.
    func pause(elapsed: Duration, fraction: Double, cost: Duration) -> Duration {
        // While nothing is done yet, it may begin as late again.
        let left = fraction > 0 ? elapsed * ((1 - min(1, fraction)) / fraction) : elapsed
        return min(longest, max(Self.shortest, cost * 10, left / 4))
    }
}
