package import ETLModels
package import SourceDescriptions
package import SourceReading

/// Where a node's chain stands: which chain it is, and its final block. Calls block.
package struct NodeHead: Sendable {
    /// The chain.
    package let chain: ChainID
    /// The hash of block 0.
    package let genesis: String
    /// The number of the highest block that is final.
    package let finalized: UInt64
    /// Its hash.
    package let finalizedHash: String
    /// Its time, in Unix seconds.
    package let finalizedTime: UInt64
    private let node: KnownNode

    init(_ node: KnownNode) throws(SourceError) {
        self.node = node
        let found = try NodeAsking(node, of: NodeRange.scheme + node.name, for: .logs).answer {
            endpoint throws(NodeFailure) in
            (try endpoint.chain(), try endpoint.genesis(), try endpoint.finalHeader())
        }
        (chain, genesis) = (found.0, found.1)
        (finalized, finalizedHash, finalizedTime) = (found.2.number, found.2.hash, found.2.timestamp)
    }

    /// Names ranges of final blocks; asks for the hash of the last block of each.
    package func name(_ ranges: [ClosedRange<UInt64>]) throws(SourceError) -> [NodeRange] {
        var named: [NodeRange] = []
        for blocks in ranges {
            let asking = NodeAsking(node, of: NodeRange.scheme + node.name, for: .logs)
            let hash = try asking.answer { endpoint throws(NodeFailure) in
                try endpoint.header(blocks.upperBound).hash
            }
            guard
                let range = NodeRange(
                    node: node.name, chain: chain, genesis: genesis, blocks: blocks, lastHash: hash)
            else {
                let fault = NodeFault("the range \(blocks) cannot be a source", mayPass: false)
                throw SourceError(NodeRange.scheme + node.name, .node(fault))
            }
            named.append(range)
        }
        return named
    }
}
