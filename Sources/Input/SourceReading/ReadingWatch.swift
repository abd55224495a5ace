internal import Synchronization

/// Follows a reading from outside: limits what it takes, and can end it between two pieces, of at most a megabyte each.
package final class ReadingWatch: Sendable {
    /// What a reading is doing.
    package enum Phase: Sendable, Hashable {
        /// Looking for damage. Can be continued after a pause.
        case checking
        /// Going to the position where it starts, through text that it does not need. Can be continued after a pause.
        case skipping
        /// Looking for records.
        case reading
    }

    /// Why a reading ends early.
    package enum Interruption: Sendable, Hashable {
        /// It is not wanted any more, or not now.
        case paused
        /// No batch was complete within so many seconds.
        case overdue(seconds: Int)
    }

    /// Called before each piece of text, on the reading thread; nil lets it go on.
    package typealias Verdict = @Sendable (Phase) -> Interruption?

    /// A lock over the bare closure would wrap it anew at each access, deeper each time.
    private struct Follower {
        let verdict: Verdict
    }

    /// For the text of a compressed source.
    let textLimits: TextLimits
    /// For columnar files.
    let columnarLimits: ColumnarLimits
    private let follower: Mutex<Follower>

    package init(
        textLimits: TextLimits = .none, columnarLimits: ColumnarLimits = ColumnarLimits(),
        _ verdict: @escaping Verdict = { _ in nil }
    ) {
        self.textLimits = textLimits
        self.columnarLimits = columnarLimits
        follower = Mutex(Follower(verdict: verdict))
    }

    /// From now on, another verdict counts: a reading that was paused goes on for somebody else.
    @inline(never)
    package func follow(_ verdict: @escaping Verdict) {
        follower.withLock { $0 = Follower(verdict: verdict) }
    }

    /// Passes a place between two pieces of text.
    ///
    /// - Throws: ``SourceError`` with the reason ``SourceError/Reason/interrupted(_:)``.
    @inline(never)
    func pass(_ phase: Phase, _ path: String) throws(SourceError) {
        let follower = follower.withLock { $0 }
        if let interruption = follower.verdict(phase) { throw SourceError(path, .interrupted(interruption)) }
    }
}
