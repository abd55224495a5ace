package import ETLModels

/// A source that a node serves, by its name.
package enum ChainSource: Sendable, Hashable {
    case range(NodeRange)
    case tokens(NodeTokens)

    /// Reads a name; nil if the text is none.
    package init?(_ uri: String) {
        if let range = NodeRange(uri) {
            self = .range(range)
        } else if let tokens = NodeTokens(uri) {
            self = .tokens(tokens)
        } else {
            return nil
        }
    }

    /// Whether a text is such a name, valid or not, and no file.
    package static func isMeant(by text: String) -> Bool {
        NodeRange.isMeant(by: text) || NodeTokens.isMeant(by: text)
    }

    /// The name of the node in the settings of extractors.
    package var node: String {
        switch self {
        case .range(let range): range.node
        case .tokens(let tokens): tokens.node
        }
    }

    /// The chain.
    package var chain: ChainID {
        switch self {
        case .range(let range): range.chain
        case .tokens(let tokens): tokens.chain
        }
    }

    /// The name without the node: two nodes serve the same source.
    package var identity: String {
        switch self {
        case .range(let range): range.identity
        case .tokens(let tokens): tokens.identity
        }
    }

    /// The source for output.
    package var shortName: String {
        switch self {
        case .range(let range): range.shortName
        case .tokens(let tokens): tokens.shortName
        }
    }
}
