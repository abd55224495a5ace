/// What a process notices while it asks a node. It names the node, and a URL by its place among the node's, from 1 on: never the URL.
package enum NodeNotice: Sendable, Hashable {
    /// A request has an outcome.
    case requested(node: String, url: Int, NodeOutcome)
    /// So many requests a second are allowed from now on.
    case allowed(node: String, url: Int, perSecond: Double)
    /// So many blocks are asked for at once from now on.
    case asking(node: String, blocks: UInt64)
}

/// The outcome of a request to a node.
package enum NodeOutcome: String, Sendable, Hashable, CaseIterable {
    /// An answer.
    case ok
    /// Too many blocks or logs.
    case tooLarge = "too_large"
    /// Too many requests.
    case rate
    /// The node does not have the block yet.
    case notYet = "not_yet"
    /// The node does not have the block any more.
    case pruned
    /// The node does not know the request.
    case unsupported
    /// The server refuses the login, or knows no such URL.
    case denied
    /// No connection, or no answer in time.
    case unreachable
    /// Another error.
    case failed
    /// An answer that contradicts itself, the request, or the source. Where it could be read, it is `ok` as well.
    case refused
}

extension NodeOutcome {
    /// The outcome of a request that has failed; nil if it is the answer's content that is refused, or the process is stopping.
    init?(_ failure: NodeFailure) {
        switch failure {
        case .tooLarge: self = .tooLarge
        case .tooFast: self = .rate
        case .notYet: self = .notYet
        case .pruned: self = .pruned
        case .unsupported: self = .unsupported
        case .refused: self = .denied
        case .unreachable: self = .unreachable
        case .trouble: self = .failed
        case .otherChain, .wrongAnswer, .unprovable, .stopped: return nil
        }
    }
}
