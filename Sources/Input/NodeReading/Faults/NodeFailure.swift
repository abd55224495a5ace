/// What a failed request means, and so what to do next.
enum NodeFailure: Error, Hashable {
    /// The range has too many blocks or logs: ask for fewer at once.
    case tooLarge(RangeHint, String)
    /// Too many requests: wait, then ask the same.
    case tooFast(pause: Duration?, String)
    /// The node does not have the block yet: ask the same later.
    case notYet(String)
    /// The node does not have the block any more: another node has to be asked.
    case pruned(String)
    /// The node, or the chain, does not know the request.
    case unsupported(String)
    /// The URL is of another chain, or of another history of it.
    case otherChain(String)
    /// The server refuses the login or the key.
    case refused(String)
    /// The server cannot be reached, or does not answer in time: ask again, and elsewhere.
    case unreachable(String)
    /// The server, or one behind it, is in trouble: ask again, then for fewer blocks, then elsewhere.
    case trouble(String)
    /// The answer contradicts the protocol, or the request: ask again.
    case wrongAnswer(String)
    /// The answer does not prove what it should, and an honest node of this chain may answer the same.
    case unprovable(String)
    /// The process is stopping.
    case stopped

    /// The fault in words.
    var words: String {
        switch self {
        case .tooLarge(_, let words), .tooFast(_, let words), .notYet(let words), .pruned(let words),
            .unsupported(let words), .otherChain(let words), .refused(let words), .unreachable(let words),
            .trouble(let words),
            .wrongAnswer(let words), .unprovable(let words):
            words
        case .stopped: "the process is stopping"
        }
    }
}

/// What a node says of the blocks that it would answer for.
enum RangeHint: Hashable {
    case none
    /// A range for this request.
    case range(ClosedRange<UInt64>)
    /// A number of blocks for every request.
    case limit(UInt64)

    /// The number of blocks to ask for, from the same first block on.
    ///
    /// Nodes also suggest the very range that they refused, or one that lies elsewhere: nothing comes of these.
    func blocks(insteadOf asked: ClosedRange<UInt64>) -> UInt64? {
        let count = asked.upperBound - asked.lowerBound + 1
        switch self {
        case .none: return nil
        case .limit(let limit): return limit >= 1 && limit < count ? limit : nil
        case .range(let range):
            guard range.lowerBound == asked.lowerBound, range.upperBound < asked.upperBound else { return nil }
            return range.upperBound - range.lowerBound + 1
        }
    }

    /// Whether it holds for every request.
    var isLimit: Bool { if case .limit = self { true } else { false } }
}
