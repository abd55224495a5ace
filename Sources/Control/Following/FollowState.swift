import Blocking
import NodeReading

/// What a follower remembers from look to look. The ledger has everything that it needs after a crash.
struct FollowState {
    var known: KnownRanges
    /// Nil if no tokens are wanted.
    var tokens: TokenLook?
    var history = HistoryLook()
    /// The highest final block that the node has named.
    var highest: UInt64 = 0
    var pace = HeadPace()
    /// The progress that was told last.
    var told: FollowProgress?
    /// Whether something is unavailable.
    var isAway = false
    private var time: (block: UInt64, seconds: UInt64)?

    init(_ request: NodeRequest) {
        known = KnownRanges(request)
        tokens = request.wantsTokens ? TokenLook(request) : nil
    }

    /// The seconds between a block and the final one.
    mutating func age(of block: UInt64, at head: NodeHead) async throws -> Int {
        if time?.block != block { time = (block, try await blockingCall { try head.time(of: block) }) }
        guard let seconds = time?.seconds, seconds < head.finalizedTime else { return 0 }
        return Int(clamping: head.finalizedTime - seconds)
    }
}
