internal import ETLModels
internal import SourceDescriptions

/// Where a source is in a chain. A URL must agree with it before its answers are believed, and afterwards.
struct ChainAnchor {
    private let chain: ChainID
    private let genesis: String
    private let block: UInt64
    private let hash: String
    private let confirmations: UInt64?
    /// What the source is, and why it needs the block, in words.
    private let words: (subject: String, need: String)

    init(_ range: NodeRange) {
        (chain, genesis, block, hash) = (range.chain, range.genesis, range.blocks.upperBound, range.lastHash)
        confirmations = range.confirmations
        words = ("the range", "the range ends with block \(range.blocks.upperBound)")
    }

    init(_ tokens: NodeTokens) {
        (chain, genesis, block, hash) = (tokens.chain, tokens.genesis, tokens.block, tokens.blockHash)
        confirmations = tokens.confirmations
        words = ("the source", "its tokens are asked at block \(tokens.block)")
    }

    /// Compares the chain of a URL, and makes sure that the block is final there.
    ///
    /// - Returns: the header of the block.
    func prove(_ endpoint: NodeEndpoint) throws(NodeFailure) -> BlockHeader {
        let found = try endpoint.chain()
        guard found == chain else {
            throw .otherChain(
                "the node is of chain \(found), and \(words.subject) of chain \(chain): correct ETL_NODES")
        }
        guard try endpoint.genesis() == genesis else {
            throw .otherChain("the node has another genesis block than \(words.subject): correct ETL_NODES")
        }
        let final = try endpoint.finalBlock(confirmations)
        guard final >= block else { throw .notYet("the node's final block is \(final), and \(words.need)") }
        return try compareBlock(endpoint)
    }

    /// Compares the hash of the block.
    ///
    /// - Returns: the header of the block.
    @discardableResult
    func compareBlock(_ endpoint: NodeEndpoint) throws(NodeFailure) -> BlockHeader {
        let header = try endpoint.header(block)
        guard header.hash == hash else {
            throw .otherChain(
                "the node has 0x\(header.hash) as block \(header.number), and \(words.subject) 0x\(hash): one of them is of an abandoned history"
            )
        }
        return header
    }
}
