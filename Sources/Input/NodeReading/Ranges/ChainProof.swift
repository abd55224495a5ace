internal import SourceReading

/// What a reading of a source has compared with the chains of a node's URLs: of each before its first answer, and of the last one at the end.
struct ChainProof {
    private let anchor: ChainAnchor
    /// The URL whose chain has been compared.
    private var place: Int?
    private var hasEnded = false
    /// The header of the source's block; nil before the first comparison.
    private(set) var block: BlockHeader?

    init(_ anchor: ChainAnchor) {
        self.anchor = anchor
    }

    /// Whether the chain of the URL that is asked has been compared.
    func holds(for asking: NodeAsking) -> Bool { place == asking.place }

    /// Compares the chain of the URL that is asked with the source's, unless that is done.
    mutating func make(for asking: NodeAsking) throws(NodeFailure) {
        guard !holds(for: asking) else { return }
        block = try anchor.prove(asking.endpoint)
        place = asking.place
    }

    /// Makes sure that the block is still part of the chain that was asked.
    mutating func end(_ asking: inout NodeAsking) throws(SourceError) {
        guard !hasEnded else { return }
        _ = try asking.answer { [anchor] endpoint throws(NodeFailure) in try anchor.compareBlock(endpoint) }
        hasEnded = true
    }
}
