/// How often a node is asked for its head: twice while one block becomes final, but not too often. So a block waits for half of that
/// time at most. A node announces its head to no client of HTTP.
struct HeadPace {
    /// A chain whose blocks become final many at a time, and rarely, has the longest pause.
    static let range = (shortest: Duration.milliseconds(500), longest: Duration.seconds(4))

    /// The pause until the next look.
    private(set) var pause = HeadPace.range.longest
    private var final: UInt64?
    private var wasNew = false

    /// A look has found the highest final block.
    mutating func note(_ block: UInt64) {
        defer { final = block }
        guard let final else { return }
        let new = block > final ? block - final : 0
        // A whole epoch at once says nothing of the next look, and every second look may find none.
        if new == 0, !wasNew { pause = min(pause * 2, Self.range.longest) }
        if new > 0, wasNew { pause = max(pause / 2, Self.range.shortest) }
        wasNew = new > 0
    }
}
