/// What of its chain a URL counts as final: see docs/decisions/0032-confirmations-travel-in-names.md.
extension NodeEndpoint {
    /// The number of the highest block that is final for a source. The node's own word overrides a number of confirmations: an
    /// extractor never reads a block that the node does not name as final, if it names any.
    ///
    /// - Parameter confirmations: the blocks above one that counts as final; nil if the node must name the final block.
    func finalBlock(_ confirmations: UInt64?) throws(NodeFailure) -> UInt64 {
        guard let confirmations else { return try finalHeader().number }
        if let named = try namedFinalHeader() { return named.number }
        return try latestHeader().number(before: confirmations)
    }

    /// The header of the highest block.
    func latestHeader() throws(NodeFailure) -> BlockHeader {
        guard let header: BlockHeader = try parsed(try value(.header(.latest))) else {
            throw .notYet("the node names no head")
        }
        return header
    }

    /// The header of the block that the node names as final; nil of a node whose chain has none. A failure that tells nothing about
    /// that is thrown.
    func namedFinalHeader() throws(NodeFailure) -> BlockHeader? {
        do throws(NodeFailure) {
            let header: BlockHeader? = try parsed(try value(.header(.finalized)))
            // Some nodes without finality name block 0.
            return header.flatMap { $0.number == 0 ? nil : $0 }
        } catch {
            switch error {
            case .notYet, .unsupported: return nil
            case .trouble(let words), .tooLarge(_, let words), .pruned(let words):
                let words = words.lowercased()
                guard Self.wordsOfAnUnknownTag.contains(where: words.contains) else { throw error }
                return nil
            default: throw error
            }
        }
    }

    /// How nodes say that they do not know the name of a block.
    private static let wordsOfAnUnknownTag = [
        "finalized", "invalid argument", "invalid param", "hex string", "invalid block", "unknown tag", "block tag",
        "not supported", "unsupported",
    ]
}

extension BlockHeader {
    /// The number of the block so far before it.
    fileprivate func number(before confirmations: UInt64) throws(NodeFailure) -> UInt64 {
        guard number >= confirmations else {
            throw .notYet("the node's head is block \(number), and \(confirmations) confirmations are wanted")
        }
        return number - confirmations
    }

    /// The header of the block so far before it.
    func header(before confirmations: UInt64, from endpoint: NodeEndpoint) throws(NodeFailure) -> BlockHeader {
        try endpoint.header(try number(before: confirmations))
    }
}
