internal import Synchronization

/// The number of blocks to ask a node for at once. Shared by all readings of the node. The rows do not depend on it.
final class RangePace: Sendable {
    private struct State {
        var blocks: UInt64 = RangePace.first
        /// A limit that the node has named.
        var ceiling: UInt64 = RangePace.most
    }

    /// The blocks of the first request.
    static let first: UInt64 = 100
    /// The most blocks of a request.
    static let most: UInt64 = 10_000
    private let state = Mutex(State())
    private let onChange: @Sendable (UInt64) -> Void

    /// - Parameter onChange: called with the number, now and after it may have changed.
    init(onChange: @escaping @Sendable (UInt64) -> Void) {
        self.onChange = onChange
        onChange(Self.first)
    }

    /// The blocks of the next request.
    var blocks: UInt64 { state.withLock { $0.blocks } }

    /// The node has answered a request for so many blocks with so many logs.
    func succeed(_ blocks: UInt64, logs: Int) {
        state.withLock { state in
            guard blocks >= state.blocks else { return }
            let isFull = logs > NodeLimits.logs / 2
            state.blocks = isFull ? state.blocks : min(state.blocks + state.blocks / 4 + 1, state.ceiling)
        }
        onChange(self.blocks)
    }

    /// The node does not answer requests for so many blocks.
    ///
    /// - Parameters:
    ///   - suggested: the number that it suggests; used if it is smaller.
    ///   - isLimit: whether it is a limit for every request.
    func shrink(from blocks: UInt64, to suggested: UInt64?, isLimit: Bool) {
        state.withLock { state in
            let next = suggested.flatMap { $0 >= 1 && $0 < blocks ? $0 : nil } ?? max(1, blocks / 2)
            if isLimit, suggested == next { state.ceiling = min(state.ceiling, next) }
            state.blocks = min(state.blocks, next)
        }
        onChange(self.blocks)
    }
}

/// The bounds of answers.
enum NodeLimits {
    /// The most logs of an answer about several blocks.
    static let logs = 60_000
    /// The most logs of one block: 72 MB.
    static let logsOfBlock = 500_000
    /// The most bytes of an answer about several blocks.
    static let bytes = 128 << 20
    /// The most bytes of an answer about one block.
    static let bytesOfBlock = 1 << 30
    /// The most bytes of an answer to a batch of calls.
    static let batchBytes = 16 << 20
    /// The most bytes of one log, and of an answer that has none.
    static let valueBytes = 4 << 20
}
