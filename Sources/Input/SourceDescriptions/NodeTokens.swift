package import ETLModels

/// Token contracts that a node is asked for at a block, as a source. Its name says everything that identifies it, and no secret:
/// `node-tokens:NAME/CHAIN/GENESIS/BLOCK/HASH/ADDRESSES`.
///
/// The addresses are in the name, so that a job, the ledger and a dead letter each are enough to ask again. Hashes and addresses
/// are lower-case hex digits; addresses have commas between them.
package struct NodeTokens: Sendable, Hashable {
    private let label: NodeLabel
    /// The chain.
    package let chain: ChainID
    /// The hash of block 0.
    package let genesis: String
    /// The block at which the contracts are asked: a final one.
    package let block: UInt64
    /// The hash of that block.
    package let blockHash: String
    /// The contracts, sorted, each once: 40 hex digits.
    package let addresses: [String]

    /// The start of the name of every such source.
    package static let scheme = "node-tokens:"
    /// The most addresses of a source: a name with them still is shorter than 4096 bytes, the longest in a job.
    package static let mostAddresses = 90

    /// Names a source; the addresses may be in any order.
    ///
    /// - Parameter confirmations: the blocks above one that counts as final; nil if the node names the final block.
    /// - Returns: nil if the node's name, a hash, an address or the block is not valid, or their number is not from 1 to
    ///   ``mostAddresses``.
    package init?(
        node: String, confirmations: UInt64? = nil, chain: ChainID, genesis: String, block: UInt64, blockHash: String,
        addresses: [String]
    ) {
        let sorted = Set(addresses).sorted()
        guard let label = NodeLabel(node: node, confirmations: confirmations), HexText.isHash(genesis),
            HexText.isHash(blockHash),
            block <= NodeRange.highestBlock, (1...Self.mostAddresses).contains(sorted.count),
            sorted.allSatisfy({ HexText.isDigits($0, 40) })
        else { return nil }
        self.label = label
        self.chain = chain
        self.genesis = genesis
        self.block = block
        self.blockHash = blockHash
        self.addresses = sorted
    }

    /// Reads the name of a source in its only spelling; nil if the text is anything else.
    package init?(_ uri: String) {
        guard Self.isMeant(by: uri) else { return nil }
        let parts = uri.dropFirst(Self.scheme.count).split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 6, let label = NodeLabel(parts[0]), let chain = UInt64(parts[1]).flatMap({ ChainID($0) }),
            let block = UInt64(parts[3])
        else { return nil }
        let addresses = parts[5].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        self.init(
            node: label.node, confirmations: label.confirmations, chain: chain, genesis: String(parts[2]), block: block,
            blockHash: String(parts[4]), addresses: addresses)
        guard self.uri == uri else { return nil }
    }

    /// Whether a text is the name of such a source and not a file.
    package static func isMeant(by text: String) -> Bool { text.hasPrefix(scheme) }

    /// The name of the node in the settings of extractors.
    package var node: String { label.node }

    /// The blocks above one that counts as final; nil if the node names the final block.
    package var confirmations: UInt64? { label.confirmations }

    /// The name.
    package var uri: String { Self.scheme + label.text + identity }

    /// The name without the node: two nodes answer the same at the same block.
    package var identity: String {
        "/\(chain)/\(genesis)/\(block)/\(blockHash)/\(addresses.joined(separator: ","))"
    }

    /// The source for output: `mainnet 90 tokens from 0x… at block 1000`.
    package var shortName: String {
        let tokens =
            addresses.count == 1 ? "token 0x\(addresses[0])" : "\(addresses.count) tokens from 0x\(addresses[0])"
        return "\(node) \(tokens) at block \(block)"
    }
}
