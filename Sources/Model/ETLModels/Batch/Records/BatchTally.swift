/// The records of a record batch by what has become of them.
public struct BatchTally: Hashable, Sendable {
    /// The number of records that passed.
    public let accepted: Int
    /// The number of those that were repaired.
    public let repaired: Int
    /// The number of records that are of other kinds than their source.
    public let skipped: Int
    /// The number of records that did not pass, by the reason.
    public let rejects: [RejectReason: Int]

    /// States what is in a batch.
    public init(accepted: Int, repaired: Int, skipped: Int, rejects: [RejectReason: Int]) {
        self.accepted = accepted
        self.repaired = repaired
        self.skipped = skipped
        self.rejects = rejects
    }

    /// The number of records that did not pass.
    public var rejected: Int { rejects.values.reduce(0, +) }
}
