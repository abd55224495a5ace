import Ledger

/// A stored row whose place another takes.
struct Displacement: Sendable, Hashable {
    /// Where the stored row came from.
    let origin: RecordOrigin
    /// The row of the group that takes its place.
    let row: Int
    /// Whether the two agree, so that the record of the stored row becomes a duplicate; otherwise it is a reject.
    let agrees: Bool

    init(of origin: RecordOrigin, by row: Int, agrees: Bool) {
        (self.origin, self.row, self.agrees) = (origin, row, agrees)
    }
}
