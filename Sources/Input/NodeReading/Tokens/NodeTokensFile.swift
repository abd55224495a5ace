internal import ETLModels
internal import SourceDescriptions
internal import SourceReading

/// Token contracts that a node is asked for, as a source.
final class NodeTokensFile: ChainFile {
    private let source: NodeTokens
    private let node: KnownNode?

    /// - Parameter node: nil if this process knows none of the name.
    init(_ source: NodeTokens, _ node: KnownNode?) {
        self.source = source
        self.node = node
    }

    /// Without the other contracts: messages name it.
    var path: String { source.shortName }
    /// The number of contracts.
    var size: UInt64 { UInt64(source.addresses.count) }
    /// None: what a contract answers at a final block never changes.
    var modified: Int64 { 0 }
    var kind: RecordKind { .tokens }
    var columns: [String] { TokenRow.columns }

    /// A hash of the chain, the block and the contracts.
    func fingerprint() throws(SourceError) -> SourceFingerprint {
        SourceFingerprint(hash: Checksum.xxh64(Array(source.identity.utf8).span.bytes, seed: 0))
    }

    func rows(from unit: UInt64) throws(SourceError) -> any ChainRows {
        guard let node else { throw SourceError(path, .node(.unknown)) }
        return NodeTokenRows(source, from: Int(min(unit, size)), node)
    }
}
