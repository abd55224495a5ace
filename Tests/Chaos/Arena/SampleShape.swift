/// The size of a load. Batches are small: their number takes the time, and a fault should interrupt hundreds of them.
package struct SampleShape: Sendable, Hashable {
    package var transfers: Int
    package var tokens: Int
    package var batchRecords: Int
    /// Whether further files have a part of the transfers again, less of them, and corrections.
    package var overlaps = false
    /// Whether transfers are loaded without their key.
    package var isBulk = false

    package init(transfers: Int, tokens: Int, batchRecords: Int) {
        self.transfers = transfers
        self.tokens = tokens
        self.batchRecords = batchRecords
    }

    /// 2,000 batches.
    package static let many = SampleShape(transfers: 20_000, tokens: 4_000, batchRecords: 12)
    /// 1,000 batches, for the quick selection.
    package static let few = SampleShape(transfers: 10_000, tokens: 2_000, batchRecords: 12)
}
