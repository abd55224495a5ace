package import Downloads
package import SourceDescriptions
package import SourceReading
internal import Synchronization

/// A node by its name: its URLs, and what is known of how it answers. Shared by all readings of a process.
final class KnownNode: Sendable {
    let name: String
    let endpoints: [NodeEndpoint]
    let pace: RangePace
    /// Whether it has said that it takes no batches of requests.
    let refusesBatches = Atomic(false)

    init(
        _ name: String, _ addresses: [WebAddress], _ client: PostClient,
        observer: @escaping @Sendable (NodeNotice) -> Void
    ) {
        self.name = name
        pace = RangePace { observer(.asking(node: name, blocks: $0)) }
        endpoints = addresses.enumerated().map { NodeEndpoint($1, (name, $0 + 1), client, observer: observer) }
    }
}

/// The nodes of a process: opens what they serve, and tells where a chain stands. Calls block.
package final class Nodes: NodeOpener {
    private let client: PostClient
    private let known: [String: KnownNode]

    /// - Parameters:
    ///   - authorities: a file with certificates that verify servers (PEM); nil for those of the system.
    ///   - observer: called for each notice, on the asking thread.
    package init(
        _ list: NodeList, authorities: String? = nil, policy: DownloadPolicy = .service(),
        observer: @escaping @Sendable (NodeNotice) -> Void = { _ in }
    ) {
        let client = PostClient(authorities: authorities, policy: policy)
        self.client = client
        known = Dictionary(
            uniqueKeysWithValues: list.names.map {
                ($0, KnownNode($0, list.addresses(of: $0), client, observer: observer))
            })
    }

    /// Opens a source by its name. Asks nothing before its rows are read.
    package func open(_ uri: String) throws(SourceError) -> any SourceFile { try open(uri, verifying: nil) }

    /// The same, and verifies the rows of a range.
    package func open(
        _ uri: String, verifying verification: RangeVerification?
    ) throws(SourceError) -> any SourceFile {
        // Known or not: a name says all that a submission needs.
        switch ChainSource(uri) {
        case .range(let range): return NodeRangeFile(range, known[range.node], verifying: verification)
        case .tokens(let tokens): return NodeTokensFile(tokens, known[tokens.node])
        case nil:
            let what = "this is not the name of a range of blocks or of tokens"
            throw SourceError(uri, .node(NodeFault(what, mayPass: false)))
        }
    }

    /// Where the chain of a node stands.
    ///
    /// - Parameter confirmations: the blocks above one that counts as final; nil if the node must name the final block.
    package func head(of node: String, confirmations: UInt64? = nil) throws(SourceError) -> NodeHead {
        guard let known = known[node] else { throw SourceError(NodeRange.scheme + node, .node(.unknown)) }
        return try NodeHead(known, confirmations: confirmations)
    }

    package func stop() { client.end() }
}
