import DisplayText
import Following
import SourceDescriptions

/// What a comparison with a node has found, for scripts.
struct VerificationReport: Encodable {
    /// A block that differs.
    struct Block: Encodable {
        let block: UInt64
        /// The transfers of the chain that are not stored.
        let missing: Int
        /// The stored transfers that the chain has not.
        let extra: Int
        /// The stored transfers that the chain has with other values.
        let changed: Int
    }

    let node: String
    /// `receipts` or `second`; null without `--verify`.
    @Nullable var verification: String?
    /// The blocks that were to be compared; null if none of them is final yet.
    @Nullable var firstBlock: UInt64?
    @Nullable var lastBlock: UInt64?
    let comparedBlocks: UInt64
    /// The transfers of the chain in them.
    let transfers: Int
    let differences: [Block]

    init(_ report: Verification.Report, node: String, _ verification: RangeVerification?) {
        self.node = node
        _verification = Nullable(wrappedValue: verification?.rawValue)
        _firstBlock = Nullable(wrappedValue: report.blocks?.lowerBound)
        _lastBlock = Nullable(wrappedValue: report.blocks?.upperBound)
        comparedBlocks = report.compared
        transfers = report.transfers
        differences = report.differences.map {
            Block(block: $0.block, missing: $0.missing, extra: $0.extra, changed: $0.changed)
        }
    }
}
