package import ETLModels

/// The records of a record batch by what has become of them.
package struct BatchTally: Hashable, Sendable {
    /// The number of records that passed.
    package let accepted: Int
    /// The number of those that were repaired.
    package let repaired: Int
    /// The number of records that did not pass, by the reason.
    package let rejects: [RejectReason: Int]
    /// The number of records that are of other kinds than their source.
    package let skipped: Int

    /// The number of records that did not pass.
    package var rejected: Int { rejects.values.reduce(0, +) }

    /// Counts what is in a batch of this program's own making: nothing is verified.
    package init(countingIn batch: RawSpan) {
        let parts = RecordBatchParts(batch)
        accepted = Int(parts.acceptedCount ?? 0)
        repaired = Int(parts.repairedCount ?? 0)
        var rejects: [RejectReason: Int] = [:]
        var reader = parts.rejects
        while reader.remaining > 0, let reason = try? reader.passReject() { rejects[reason, default: 0] += 1 }
        skipped = rejects.removeValue(forKey: .otherKind) ?? 0
        self.rejects = rejects
    }
}
