/// How a loader brings rows into the tables.
///
/// Rows of an append-only kind normally go straight into their table, which is fastest and all-or-nothing. When a key
/// turns out to be there already, they take the way through a staging table, since duplicates come in runs. A transaction
/// costs three times as much that way, and a vain attempt at the straight one leaves dead rows in the table.
struct LoadPlan {
    /// Transactions without a duplicate, one after another, that end a run of duplicates.
    static let cleanRun = 2
    private var cleanLeft = 0

    var usesStaging: Bool { cleanLeft > 0 }

    mutating func metDuplicates() {
        cleanLeft = Self.cleanRun
    }

    mutating func metNone() {
        cleanLeft = max(0, cleanLeft - 1)
    }
}
