package import Submission

/// An event of following a chain.
package enum FollowEvent: Sendable {
    /// The node and the servers are available, and the following has started.
    case following(chain: String, finalized: UInt64)
    case submission(SubmissionEvent)
    /// Where the chain and the database stand. Sent when it changes.
    case progress(FollowProgress)
    /// So many token contracts are asked for, at a block.
    case askedForTokens(Int, block: UInt64)
    /// The node's final block is lower than it was; the following waits.
    case finalWentBack(from: UInt64, to: UInt64)
    /// Something is unavailable, and the following retries; why.
    case waiting(String)
    /// It is available again.
    case available
}

/// Where a chain and the database stand.
package struct FollowProgress: Sendable, Hashable {
    /// The highest final block.
    package let finalized: UInt64
    /// The age of that block, in seconds.
    package let finalizedAge: Int
    /// The highest block up to which all wanted blocks are loaded; nil if the first is not.
    package let loaded: UInt64?
    /// The wanted final blocks that are not loaded.
    package let lag: UInt64
    /// The number of submitted ranges that are not loaded.
    package let open: Int
    /// The blocks that are not submitted.
    package let unsubmitted: UInt64
}
