package import Submission

/// An event of following a chain.
package enum FollowEvent: Sendable {
    /// The node and the servers are available, and the following has started.
    case following(chain: String, finalized: UInt64)
    case submission(SubmissionEvent)
    /// Where the chain and the database stand. Sent when more changes than the head.
    case progress(FollowProgress)
    /// A look has ended; nil as long as no wanted block is final.
    case looked(FollowProgress?)
    /// A range is stored, or submitted, whose last block the chain no longer has.
    case abandoned(AbandonedRange)
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
    /// The highest block.
    package let head: UInt64
    /// The highest final block.
    package let finalized: UInt64
    /// The time of that block, in Unix seconds.
    package let finalizedTime: UInt64
    /// The highest block up to which all wanted blocks are loaded; nil if the first is not.
    package let loaded: UInt64?
    /// The wanted final blocks that are not loaded.
    package let lag: UInt64
    /// The seconds between the block up to which all is loaded and the final one; 0 without a lag.
    package let lagSeconds: Int
    /// The number of submitted ranges that are not loaded.
    package let open: Int
    /// The blocks that are not submitted.
    package let unsubmitted: UInt64
    /// The number of ranges whose last block the chain no longer has.
    package let abandoned: Int
}

extension FollowProgress {
    /// Whether more than the head differs from another.
    func isNews(after other: FollowProgress?) -> Bool {
        guard let other else { return true }
        return (finalized, loaded, lag) != (other.finalized, other.loaded, other.lag)
            || (open, unsubmitted, abandoned) != (other.open, other.unsubmitted, other.abandoned)
    }
}
