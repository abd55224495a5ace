import NodeReading
import Postgres
import RabbitMQ
import SourceDescriptions
import Submission

extension Follow {
    /// The ranges that are submitted together. After them, the head goes first.
    private static let rangesAtOnce = 50

    /// Submits some of the ranges that are not submitted: the newest, so that the head is never late, and the oldest. Compares some that
    /// are, where the node has not named them as final.
    ///
    /// - Returns: where the database stands; nil as long as no wanted block is final.
    func submitSome(
        _ state: inout FollowState, at head: NodeHead, _ publisher: RabbitMQPublisher, _ connection: PostgresConnection
    ) async throws -> FollowProgress? {
        guard let wanted = request.blocks(at: head) else { return nil }
        try await state.known.look(at: head, on: connection)
        let known = state.known
        let missing = request.plan.missing(in: wanted, besides: known.covered)
        let oldest = missing.prefix(Self.rangesAtOnce)
        let newest = missing.dropFirst(oldest.count).suffix(Self.rangesAtOnce / 5)
        let new = try await request.name(Array(newest) + Array(oldest), at: head)
        try await submit((known.lost + new).map(\.uri), publisher, connection)
        let loaded = BlockPlan.reach(from: wanted.lowerBound, by: known.complete).map { min($0, wanted.upperBound) }
        let lag = loaded.map { wanted.upperBound - $0 } ?? UInt64(wanted.count)
        // At the end, all are compared before it.
        if state.history.isDue || lag == 0 && request.last != nil && !state.history.isThrough {
            let unproven = known.unproven.filter { $0.range.blocks.overlaps(wanted) }
            for range in try await state.history.go(unproven, at: head) { onEvent(.abandoned(range)) }
        }
        let unsubmitted = missing.dropFirst(oldest.count).dropLast(newest.count)
        return FollowProgress(
            head: head.latest, finalized: head.finalized, finalizedTime: head.finalizedTime,
            loaded: loaded, lag: lag,
            lagSeconds: lag == 0 ? 0 : try await state.age(of: loaded ?? wanted.lowerBound, at: head),
            open: known.open + new.count, unsubmitted: unsubmitted.reduce(0) { $0 + UInt64($1.count) },
            abandoned: state.history.abandoned.count)
    }

    /// Submits sources for tokens that the loaded transfers name, once all blocks are submitted: a full node answers for a block only
    /// for minutes after it was final, and jobs wait in line.
    ///
    /// - Returns: nil if no tokens are wanted.
    func submitTokens(
        _ look: inout TokenLook?, _ progress: FollowProgress?, at head: NodeHead, _ publisher: RabbitMQPublisher,
        _ connection: PostgresConnection
    ) async throws -> TokenLook.Found? {
        guard var current = look, let progress, progress.unsubmitted == 0 else {
            return look.map { _ in TokenLook.Found() }
        }
        let found = try await current.go(to: progress.loaded, at: head, on: connection)
        try await submit(found.sources.map(\.uri), publisher, connection)
        // Only now: what was found and not submitted is looked for again.
        if current.place != look?.place { try await current.note(at: head, on: connection) }
        look = current
        if found.new > 0 { onEvent(.askedForTokens(found.new, block: head.finalized)) }
        return found
    }

    private func submit(
        _ uris: [String], _ publisher: RabbitMQPublisher, _ connection: PostgresConnection
    ) async throws {
        let submitter = Submitter(
            connection: connection, publisher: publisher, reading: reading, again: { _ in false },
            onEvent: { [onEvent] in onEvent(.submission($0)) })
        let failed = try await submitter.submitAll(uris).failed
        if let failure = failed.first { throw FollowError(description: "\(failure.place): \(failure.error)") }
    }
}
