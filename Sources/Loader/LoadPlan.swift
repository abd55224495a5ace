/// How a loader brings rows into the tables.
///
/// Rows of an append-only kind normally go straight into their table, which is fastest and all-or-nothing. When a key
/// turns out to be there already, they take the way through a staging table for a while, since duplicates come in runs.
struct LoadPlan {
    /// Transactions that stay on staging after a duplicate was met.
    static let stagingRun = 32
    private var stagingLeft = 0

    var usesStaging: Bool { stagingLeft > 0 }

    mutating func metDuplicate() {
        stagingLeft = Self.stagingRun
    }

    mutating func finishedTransaction() {
        stagingLeft = max(0, stagingLeft - 1)
    }
}
