internal import ETLModels
internal import SourceDescriptions
internal import SourceReading

/// A range of blocks of a node, as a source.
final class NodeRangeFile: ChainFile {
    private let range: NodeRange
    private let node: KnownNode?
    private let verification: RangeVerification?

    /// - Parameter node: nil if this process knows none of the name.
    init(_ range: NodeRange, _ node: KnownNode?, verifying verification: RangeVerification? = nil) {
        self.range = range
        self.node = node
        self.verification = verification
    }

    var path: String { range.uri }
    var size: UInt64 { range.count }
    /// None: a final block never changes.
    var modified: Int64 { 0 }

    /// A hash of the chain, the blocks and their hashes.
    func fingerprint() throws(SourceError) -> SourceFingerprint {
        SourceFingerprint(hash: Checksum.xxh64(Array(range.identity.utf8).span.bytes, seed: 0))
    }

    var kind: RecordKind { .tokenTransfers }
    var columns: [String] { LogRow.columns }

    func rows(from unit: UInt64) throws(SourceError) -> any ChainRows {
        guard let node else { throw SourceError(path, .node(.unknown)) }
        if verification == .second, node.other(than: 0) == nil { throw SourceError(path, .node(.oneURL)) }
        return NodeRows(range, from: range.blocks.lowerBound + min(unit, range.count), node, verification)
    }
}
