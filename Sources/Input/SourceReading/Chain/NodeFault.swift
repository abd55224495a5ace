package import ETLModels
package import SourceDescriptions

/// Why a node does not give what was asked for, and what to do.
package struct NodeFault: Sendable, Hashable {
    /// The fault and the remedy. Contains no secret.
    package let what: String
    /// Whether the same node may give the same later.
    package let mayPass: Bool

    package init(_ what: String, mayPass: Bool) {
        self.what = what
        self.mayPass = mayPass
    }
}

extension NodeFault {
    /// No URL is known for the node.
    package static let unknown = NodeFault(
        "no URL of this node is set: name it in ETL_NODES of every extractor, as name=https://host/path",
        mayPass: true)

    /// The range is to be compared with another URL, and there is none.
    package static let oneURL = NodeFault(
        "--verify second compares two URLs of the node, and only one is set: add name=URL with the same name to ETL_NODES, and replay the letter",
        mayPass: false)

    /// The blocks are of another chain than the database's records.
    package static func otherChain(_ chain: ChainID, database: ChainID) -> NodeFault {
        NodeFault(
            "the blocks are of chain \(chain), and the database holds records of chain \(database): use a database for each chain",
            mayPass: false)
    }
}

/// Opens what nodes serve.
package protocol NodeOpener: SourceOpener {
    /// Opens a source, and verifies the rows of a range.
    func open(_ uri: String, verifying verification: RangeVerification?) throws(SourceError) -> any SourceFile

    /// Ends all waiting for nodes soon, because the process is stopping.
    func stop()
}
