/// How the transfers of a range of blocks are verified, beyond the checks of every answer. It is no part of the source's identity:
/// the rows are the same.
package enum RangeVerification: String, Codable, Sendable, Hashable, CaseIterable {
    /// The rows are those of receipts that are proven: they hash to the root in the header, and the header to the range's hash.
    case receipts
    /// The rows are those that two URLs of the node give.
    case second
}
