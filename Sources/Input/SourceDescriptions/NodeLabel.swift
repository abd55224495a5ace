/// How a source's name says which node serves it, and what of its chain counts as final: `polygon`, or `polygon+200` for the blocks with
/// 200 confirmations, of a chain that names none as final.
struct NodeLabel: Sendable, Hashable {
    /// The name of the node in the settings of extractors.
    let node: String
    /// The blocks above one that counts as final; nil if the node names the final block.
    let confirmations: UInt64?

    /// Names a node.
    ///
    /// - Returns: nil if the name or the number is not valid.
    init?(node: String, confirmations: UInt64?) {
        guard NodeRange.isName(node), confirmations.map(NodeRange.confirmations.contains) ?? true else { return nil }
        self.node = node
        self.confirmations = confirmations
    }

    /// Reads the text in its only spelling; nil if it is anything else.
    init?(_ text: Substring) {
        let parts = text.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
        let number = parts.count > 1 ? UInt64(parts[1]) : nil
        guard let name = parts.first, parts.count == 1 || number != nil else { return nil }
        self.init(node: String(name), confirmations: number)
        guard self.text == text else { return nil }
    }

    var text: String { node + (confirmations.map { "+\($0)" } ?? "") }
}
