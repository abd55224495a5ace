/// How often a node is asked for its head: so that one block becomes final from look to look, but not too often. A node announces
/// its head to no client of HTTP.
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
        if new == 0 { pause = min(pause * 2, Self.range.longest) }
        // A whole epoch at once says nothing of the next look.
        if new >= 2, wasNew { pause = max(pause / 2, Self.range.shortest) }
        wasNew = new > 0
    }
}
