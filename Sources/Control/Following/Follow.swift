import Clocks
import ETLModels
import Ledger
package import Logging
import NodeReading
import Postgres
import RabbitMQ
package import ServerAccess
import SourceDescriptions
import SourceReading
package import Submission

/// Submits the final blocks of a chain as ranges, from the first wanted block to the head, and goes on as the head does.
///
/// It keeps no state: the ledger has the ranges that were submitted. So it may be killed at any time, and two at once only
/// submit some blocks twice, which the loader finds out.
package struct Follow: Sendable {
    private let request: NodeRequest
    private let servers: Servers
    private let reading: SubmissionOptions
    private let logger: Logger
    private let onEvent: @Sendable (FollowEvent) -> Void

    /// The ranges that are submitted together. After them, the head goes first.
    private static let rangesAtOnce = 50
    /// The pause after which the node is asked for its head again. A node announces it to no client of HTTP.
    private static let pause = Duration.seconds(4)
    /// The pause after a failure.
    private static let pauseAfterFailure = Duration.seconds(10)

    /// - Parameter onEvent: called in order, one event at a time.
    package init(
        _ request: NodeRequest, servers: Servers, reading: SubmissionOptions, logger: Logger,
        onEvent: @escaping @Sendable (FollowEvent) -> Void
    ) {
        self.request = request
        self.servers = servers
        self.reading = reading
        self.logger = logger
        self.onEvent = onEvent
    }

    /// Runs until it is cancelled, or until all blocks to the last wanted one are loaded.
    package func run() async throws {
        let head = try await request.head()
        let connection = try await servers.connectToDatabase(inPlaceOf: nil)
        try await servers.requireBroker()
        let chain = try await ChainTable.chain(on: connection)
        guard chain == head.chain else {
            let fault = NodeFault.otherChain(head.chain, database: chain)
            throw FollowError(
                description: "\(request.node): \(fault.what), made by `etl migrate --chain-id \(head.chain)`")
        }
        onEvent(.following(chain: "\(head.chain)", finalized: head.finalized))
        try await JobPublisher.with(try servers.brokerConfiguration(), logger) { publisher in
            try await follow(publisher, connection)
        }
    }

    private func follow(_ publisher: RabbitMQPublisher, _ first: PostgresConnection) async throws {
        var connection: PostgresConnection? = first
        var highest: UInt64 = 0
        var shown: FollowProgress?
        var isAway = false
        var look = request.wantsTokens ? TokenLook(request) : nil
        var known = KnownRanges(request)
        while true {
            try Task.checkCancellation()
            do {
                let usable = try await servers.connectToDatabase(inPlaceOf: connection)
                connection = usable
                let head = try await request.head()
                if isAway { onEvent(.available) }
                isAway = false
                if head.finalized < highest { onEvent(.finalWentBack(from: highest, to: head.finalized)) }
                highest = max(highest, head.finalized)
                let progress = try await submitSome(&known, at: head, publisher, usable)
                let tokens = try await submitTokens(&look, progress, at: head, publisher, usable)
                if let progress, progress != shown { onEvent(.progress(progress)) }
                shown = progress
                if isDone(progress), tokens?.isAll ?? true { return await usable.close() }
                let hasMore = progress?.unsubmitted ?? 0 > 0 || tokens?.hasMore == true
                if !hasMore { try await Task.sleep(for: Self.pause) }
            } catch {
                guard error.mayPass || (error as? SourceError)?.mayPass == true else { throw error }
                if !isAway { onEvent(.waiting("\(error)")) }
                // The ledger may be another one now.
                known = KnownRanges(request)
                isAway = true
                try await Task.sleep(for: Self.pauseAfterFailure)
            }
        }
    }
}

extension Follow {
    /// Submits some of the ranges that are not submitted: the newest, so that the head is never late, and the oldest.
    ///
    /// - Returns: where the database stands; nil as long as no wanted block is final.
    private func submitSome(
        _ known: inout KnownRanges, at head: NodeHead, _ publisher: RabbitMQPublisher, _ connection: PostgresConnection
    ) async throws -> FollowProgress? {
        guard let wanted = request.blocks(at: head) else { return nil }
        var current = known
        try await current.look(at: head, on: connection)
        known = current
        let missing = request.plan.missing(in: wanted, besides: current.covered)
        let oldest = missing.prefix(Self.rangesAtOnce)
        let newest = missing.dropFirst(oldest.count).suffix(Self.rangesAtOnce / 5)
        let new = try await request.name(Array(newest) + Array(oldest), at: head)
        try await submit((current.lost + new).map(\.uri), publisher, connection)
        let loaded = BlockPlan.reach(from: wanted.lowerBound, by: current.complete).map { min($0, wanted.upperBound) }
        let unsubmitted = missing.dropFirst(oldest.count).dropLast(newest.count)
        return FollowProgress(
            finalized: head.finalized,
            finalizedAge: max(0, Int(Duration.sinceEpoch.components.seconds) - Int(clamping: head.finalizedTime)),
            loaded: loaded, lag: loaded.map { wanted.upperBound - $0 } ?? UInt64(wanted.count),
            open: current.open + new.count, unsubmitted: unsubmitted.reduce(0) { $0 + UInt64($1.count) }
        )
    }

    /// Submits sources for tokens that the loaded transfers name, once all blocks are submitted: a full node answers for a block only
    /// for minutes after it was final, and jobs wait in line.
    ///
    /// - Returns: nil if no tokens are wanted.
    private func submitTokens(
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

    /// Whether the last wanted block is loaded, and all before it.
    private func isDone(_ progress: FollowProgress?) -> Bool {
        guard let last = request.last, let progress else { return false }
        return progress.finalized >= last && progress.lag == 0
    }
}

/// Why a chain cannot be followed.
struct FollowError: Error, CustomStringConvertible {
    let description: String
}
