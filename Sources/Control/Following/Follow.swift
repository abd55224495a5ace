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
    let request: NodeRequest
    private let servers: Servers
    let reading: SubmissionOptions
    private let waitsAtStart: Bool
    private let logger: Logger
    let onEvent: @Sendable (FollowEvent) -> Void

    /// The pause after a failure.
    private static let pauseAfterFailure = Duration.seconds(10)

    /// - Parameters:
    ///   - waitsAtStart: whether to wait for a node or a server that is unavailable at the start, as a service does: somebody at a
    ///     terminal is told at once.
    ///   - onEvent: called in order, one event at a time.
    package init(
        _ request: NodeRequest, servers: Servers, reading: SubmissionOptions, waitsAtStart: Bool = false,
        logger: Logger, onEvent: @escaping @Sendable (FollowEvent) -> Void
    ) {
        self.request = request
        self.servers = servers
        self.reading = reading
        self.waitsAtStart = waitsAtStart
        self.logger = logger
        self.onEvent = onEvent
    }

    /// Runs until it is cancelled, or until all blocks to the last wanted one are loaded.
    package func run() async throws {
        var isAway = false
        while true {
            do {
                let (head, connection) = try await start()
                if isAway { onEvent(.available) }
                onEvent(.following(chain: "\(head.chain)", finalized: head.finalized))
                return try await JobPublisher.with(try servers.brokerConfiguration(), logger) { publisher in
                    try await follow(publisher, connection)
                }
            } catch {
                guard waitsAtStart, Self.mayPass(error) else { throw error }
                if !isAway { onEvent(.waiting("\(error)")) }
                isAway = true
                try await Task.sleep(for: Self.pauseAfterFailure)
            }
        }
    }

    private static func mayPass(_ error: any Error) -> Bool {
        error.mayPass || (error as? SourceError)?.mayPass == true
    }

    /// Makes sure that the node, the database and the broker are there, and of one chain.
    private func start() async throws -> (NodeHead, PostgresConnection) {
        let head = try await request.head()
        let connection = try await servers.connectToDatabase(inPlaceOf: nil)
        try await servers.requireBroker()
        let chain = try await ChainTable.chain(on: connection)
        guard chain == head.chain else {
            let fault = NodeFault.otherChain(head.chain, database: chain)
            throw FollowError(
                description: "\(request.node): \(fault.what), made by `etl migrate --chain-id \(head.chain)`")
        }
        return (head, connection)
    }

    private func follow(_ publisher: RabbitMQPublisher, _ first: PostgresConnection) async throws {
        var connection: PostgresConnection? = first
        var state = FollowState(request)
        while true {
            try Task.checkCancellation()
            do {
                let usable = try await servers.connectToDatabase(inPlaceOf: connection)
                connection = usable
                let (isDone, hasMore) = try await look(&state, publisher, usable)
                if isDone {
                    await usable.close()
                    return try requireOneHistory(state)
                }
                if !hasMore { try await Task.sleep(for: state.pace.pause) }
            } catch {
                guard Self.mayPass(error) else { throw error }
                if !state.isAway { onEvent(.waiting("\(error)")) }
                state.isAway = true
                // The ledger may be another one now.
                state.known = KnownRanges(request)
                try await Task.sleep(for: Self.pauseAfterFailure)
            }
        }
    }

    /// Looks once at the node and the ledger, and submits what is missing.
    private func look(
        _ state: inout FollowState, _ publisher: RabbitMQPublisher, _ connection: PostgresConnection
    ) async throws -> (isDone: Bool, hasMore: Bool) {
        let head = try await request.head()
        if state.isAway { onEvent(.available) }
        state.isAway = false
        if head.finalized < state.highest { onEvent(.finalWentBack(from: state.highest, to: head.finalized)) }
        state.highest = max(state.highest, head.finalized)
        state.pace.note(head.finalized)
        let progress = try await submitSome(&state, at: head, publisher, connection)
        let tokens = try await submitTokens(&state.tokens, progress, at: head, publisher, connection)
        if let progress, progress.isNews(after: state.told) { onEvent(.progress(progress)) }
        state.told = progress
        onEvent(.looked(progress))
        let isLoaded = isDone(progress)
        let isAll = isLoaded && state.history.isThrough && tokens?.isAll ?? true
        let hasMore = progress?.unsubmitted ?? 0 > 0 || tokens?.hasMore == true
        return (isAll, hasMore || isLoaded && !state.history.isThrough)
    }

    /// Whether the last wanted block is loaded, and all before it.
    private func isDone(_ progress: FollowProgress?) -> Bool {
        guard let last = request.last, let progress else { return false }
        return progress.finalized >= last && progress.lag == 0
    }

    private func requireOneHistory(_ state: FollowState) throws {
        let count = state.history.abandoned.count
        guard count > 0 else { return }
        throw FollowError(description: "the chain has abandoned the blocks of \(count) sources that are stored")
    }
}

/// Why a chain cannot be followed.
struct FollowError: Error, CustomStringConvertible {
    let description: String
}
