package import ETLModels
package import SourceDescriptions
package import SourceReading

/// Where a node's chain stands: which chain it is, its head, and its final block. Calls block.
package struct NodeHead: Sendable {
    /// The chain.
    package let chain: ChainID
    /// The hash of block 0.
    package let genesis: String
    /// The number of the highest block.
    package let latest: UInt64
    /// The number of the highest block that is final.
    package let finalized: UInt64
    /// Its hash.
    package let finalizedHash: String
    /// Its time, in Unix seconds.
    package let finalizedTime: UInt64
    /// The blocks above one that counts as final; nil if the node names the final block.
    package let confirmations: UInt64?
    private let node: KnownNode

    /// What one URL says.
    private struct Answer {
        let chain: ChainID
        let genesis: String
        let latest: BlockHeader
        let final: BlockHeader
        /// The number of the final block that the node names, although confirmations were to take its place.
        var named: UInt64?

        init(_ endpoint: NodeEndpoint, _ confirmations: UInt64?) throws(NodeFailure) {
            (chain, genesis) = (try endpoint.chain(), try endpoint.genesis())
            latest = try endpoint.latestHeader()
            guard let confirmations else {
                final = try endpoint.finalHeader()
                return
            }
            named = try endpoint.namedFinalHeader()?.number
            final = try named == nil ? latest.header(before: confirmations, from: endpoint) : latest
        }
    }

    /// - Parameter confirmations: the blocks above one that counts as final; nil if the node must name the final block.
    /// - Throws: also if confirmations are given, and the chain names its final block.
    init(_ node: KnownNode, confirmations: UInt64?) throws(SourceError) {
        self.node = node
        self.confirmations = confirmations
        let found = try NodeAsking(node, of: NodeRange.scheme + node.name, for: .logs).answer {
            endpoint throws(NodeFailure) in try Answer(endpoint, confirmations)
        }
        if confirmations != nil { try Self.requireNoFinality(found.chain, named: found.named, node) }
        (chain, genesis, latest) = (found.chain, found.genesis, found.latest.number)
        (finalized, finalizedHash, finalizedTime) = (found.final.number, found.final.hash, found.final.timestamp)
    }

    /// Chains whose nodes name their final block, also those nodes that have just started and do not name it yet: Ethereum and its test
    /// networks, OP, Gnosis, Base, Arbitrum One.
    private static let chainsWithFinality: Set<UInt64> = [
        1, 10, 100, 8453, 42_161, 17_000, 560_048, 11_155_111,
    ]

    private static func requireNoFinality(
        _ chain: ChainID, named: UInt64?, _ node: KnownNode
    ) throws(SourceError) {
        guard named != nil || chainsWithFinality.contains(chain.number) else { return }
        let what = named.map { "names block \($0) as final" } ?? "is known to have final blocks"
        throw SourceError(
            NodeRange.scheme + node.name,
            .node(NodeFault("chain \(chain) \(what), which is safer: leave out --confirmations", mayPass: false)))
    }
}

extension NodeHead {
    /// Names ranges of final blocks; asks for the hash of the last block of each.
    package func name(_ ranges: [ClosedRange<UInt64>]) throws(SourceError) -> [NodeRange] {
        var named: [NodeRange] = []
        for blocks in ranges {
            guard
                let range = NodeRange(
                    node: node.name, confirmations: confirmations, chain: chain, genesis: genesis, blocks: blocks,
                    lastHash: try hash(of: blocks.upperBound))
            else {
                let fault = NodeFault("the range \(blocks) cannot be a source", mayPass: false)
                throw SourceError(NodeRange.scheme + node.name, .node(fault))
            }
            named.append(range)
        }
        return named
    }

    /// The hash that a block has now.
    package func hash(of block: UInt64) throws(SourceError) -> String { try header(block).hash }

    /// The time of a block, in Unix seconds.
    package func time(of block: UInt64) throws(SourceError) -> UInt64 { try header(block).timestamp }

    private func header(_ block: UInt64) throws(SourceError) -> BlockHeader {
        try NodeAsking(node, of: NodeRange.scheme + node.name, for: .logs).answer { endpoint throws(NodeFailure) in
            try endpoint.header(block)
        }
    }
}
