/// The numbers of accepted, repaired, skipped and rejected records in a record batch.
public struct BatchTally: Hashable, Sendable {
    /// The number of records that were accepted.
    public let accepted: Int
    /// The number of those that were repaired.
    public let repaired: Int
    /// The number of records that are of other kinds than their source.
    public let skipped: Int
    /// The number of records that were rejected, by the reason.
    public let rejects: [RejectReason: Int]

    /// Takes the numbers.
    public init(accepted: Int, repaired: Int, skipped: Int, rejects: [RejectReason: Int]) {
        self.accepted = accepted
        self.repaired = repaired
        self.skipped = skipped
        self.rejects = rejects
    }

    /// The number of records that were rejected.
    public var rejected: Int { rejects.values.reduce(0, +) }
}
