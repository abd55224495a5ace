package import ETLModels

/// The records of a record batch by what has become of them.
package struct BatchTally: Hashable, Sendable {
    /// The number of records that passed.
    package let accepted: Int
    /// The number of those that were repaired.
    package let repaired: Int
    /// The number of records that did not pass, by the reason.
    package let rejects: [RejectReason: Int]

    /// The number of records that did not pass.
    package var rejected: Int { rejects.values.reduce(0, +) }

    /// Counts what is in a batch of this program's own making: nothing is verified.
    package init(countingIn batch: RawSpan) {
        let parts = RecordBatchParts(batch)
        accepted = Int(parts.acceptedCount ?? 0)
        repaired = Int(parts.repairedCount ?? 0)
        var rejects: [RejectReason: Int] = [:]
        var reader = parts.rejects
        while let reason = reader.passReject() { rejects[reason, default: 0] += 1 }
        self.rejects = rejects
    }
}

extension WireReader {
    /// Goes behind the next reject, without making a text of its bytes.
    ///
    /// - Returns: its reason; nil when there is none.
    fileprivate mutating func passReject() -> RejectReason? {
        guard remaining > 0 else { return nil }
        do throws(WireError) {
            _ = try integer(UInt32.self)
            let code = try integer(UInt8.self)
            _ = try integer(UInt8.self)
            _ = try bytes(Int(try integer(UInt32.self)))
            return RejectReason(rawValue: code)
        } catch {
            return nil
        }
    }
}
