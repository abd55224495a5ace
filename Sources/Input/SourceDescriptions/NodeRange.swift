package import ETLModels

/// A range of blocks that a node serves, as a source. Its name says everything that identifies it, and no secret:
/// `node:NAME/CHAIN/GENESIS/FIRST-LAST/HASH`, or `node:NAME+N/…` if blocks with N confirmations count as final.
///
/// The hashes are 64 lower-case hex digits. The last block's hash ties the range to one history of the chain: a range of
/// another history is another source. The genesis block's hash tells apart test chains that share a number.
package struct NodeRange: Sendable, Hashable {
    private let label: NodeLabel
    /// The chain.
    package let chain: ChainID
    /// The hash of block 0.
    package let genesis: String
    /// The numbers of the blocks, both included.
    package let blocks: ClosedRange<UInt64>
    /// The hash of the last block.
    package let lastHash: String

    /// The start of the name of every range.
    package static let scheme = "node:"
    /// The most blocks of a range.
    package static let mostBlocks: UInt64 = 1_000_000
    /// The number of the highest block that the database can store.
    package static let highestBlock = UInt64(Int64.max)
    /// The possible numbers of confirmations.
    package static let confirmations: ClosedRange<UInt64> = 1...1_000_000

    /// Names a range.
    ///
    /// - Parameter confirmations: the blocks above one that counts as final; nil if the node names the final block.
    /// - Returns: nil if the node's name or a hash is not valid, or the range has too many blocks.
    package init?(
        node: String, confirmations: UInt64? = nil, chain: ChainID, genesis: String, blocks: ClosedRange<UInt64>,
        lastHash: String
    ) {
        guard let label = NodeLabel(node: node, confirmations: confirmations), HexText.isHash(genesis),
            HexText.isHash(lastHash),
            blocks.upperBound <= Self.highestBlock,
            blocks.upperBound - blocks.lowerBound < Self.mostBlocks
        else { return nil }
        self.label = label
        self.chain = chain
        self.genesis = genesis
        self.blocks = blocks
        self.lastHash = lastHash
    }

    /// Reads the name of a range in its only spelling; nil if the text is anything else.
    package init?(_ uri: String) {
        guard Self.isMeant(by: uri) else { return nil }
        let parts = uri.dropFirst(Self.scheme.count).split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 5, let label = NodeLabel(parts[0]), let chain = UInt64(parts[1]).flatMap({ ChainID($0) })
        else { return nil }
        let ends = parts[3].split(separator: "-", omittingEmptySubsequences: false).map { UInt64($0) }
        guard ends.count == 2, let first = ends[0], let last = ends[1], first <= last else { return nil }
        self.init(
            node: label.node, confirmations: label.confirmations, chain: chain, genesis: String(parts[2]),
            blocks: first...last, lastHash: String(parts[4]))
        guard self.uri == uri else { return nil }
    }

    /// Whether a text is the name of a range and not a file.
    package static func isMeant(by text: String) -> Bool { text.hasPrefix(scheme) }

    /// Whether a text can name a node: letters, digits, dots, dashes, underscores, and colons before a port.
    package static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy { scalar in
                switch scalar {
                case "a"..."z", "A"..."Z", "0"..."9", ".", "-", "_", ":": true
                default: false
                }
            }
    }

    /// The name of the node in the settings of extractors.
    package var node: String { label.node }

    /// The blocks above one that counts as final; nil if the node names the final block.
    package var confirmations: UInt64? { label.confirmations }

    /// The name.
    package var uri: String { Self.scheme + label.text + identity }

    /// The name without the node: two nodes that serve the same blocks serve the same source.
    package var identity: String {
        "/\(chain)/\(genesis)/\(blocks.lowerBound)-\(blocks.upperBound)/\(lastHash)"
    }

    /// The number of blocks.
    package var count: UInt64 { blocks.upperBound - blocks.lowerBound + 1 }

    /// The range for output: `mainnet 1000-1999`.
    package var shortName: String { "\(node) \(blocks.lowerBound)-\(blocks.upperBound)" }
}
