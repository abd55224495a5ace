package import ETLModels
import Indexing
import Ledger
import Loading
package import Postgres
import ServerAccess
import TableIndexes

extension Bulk {
    /// Ends a phase: settles repeated keys, builds the key, and then the indexes that the table had.
    ///
    /// Loads wait meanwhile. After an interruption, they go on without a key, and the same call goes on with the end. If the task is cancelled,
    /// the server stops what it does.
    ///
    /// - Parameters:
    ///   - connect: opens a session; one works, the other watches.
    ///   - onEvent: called in order, one event at a time.
    /// - Throws: ``BulkError``, ``PostgresError``, or `CancellationError`.
    package static func finish(
        _ kind: RecordKind, connect: @Sendable () async throws -> PostgresConnection,
        onEvent: @escaping @Sendable (BulkEvent) -> Void
    ) async throws {
        let (worker, watcher) = (try await connect(), try await connect())
        let outcome = await Result {
            guard try await BulkPhase.isOwned(kind, on: worker) else { throw BulkError.notOwned(kind) }
            guard let phase = try await BulkPhase.of(kind, on: worker) else { throw BulkError.notBegun(kind) }
            if !phase.hasKey {
                let process = try await IndexBuild.process(of: worker)
                try await Indexes.watching(process, by: watcher, { onEvent(.progress($0)) }) {
                    try await BulkEnd(kind, worker, onEvent).run()
                }
            }
        }
        try? await BulkPhase.releaseLoads(on: worker)
        await worker.close()
        await watcher.close()
        do {
            try outcome.get()
        } catch let error as PostgresError {
            throw Task.isCancelled ? CancellationError() : BulkError.unfinished(kind, error)
        }
        try await buildIndexes(of: kind, connect: connect, onEvent)
    }

    private static func buildIndexes(
        of kind: RecordKind, connect: @Sendable () async throws -> PostgresConnection,
        _ onEvent: @escaping @Sendable (BulkEvent) -> Void
    ) async throws {
        let connection = try await connect()
        let outcome = await Result {
            guard let phase = try await BulkPhase.of(kind, on: connection), phase.hasKey else { return }
            let indexes = phase.indexes.compactMap { TableIndex(rawValue: $0) }
            if !indexes.isEmpty { try await Indexes.create(indexes, connect: connect) { onEvent(.index($0)) } }
            try await phase.forget(on: connection)
        }
        await connection.close()
        try outcome.get()
    }
}

/// The steps until the key is back, on one session.
private struct BulkEnd {
    /// The shortest time between two reports.
    private static let pause = Duration.seconds(2)

    private let kind: RecordKind
    private let session: PostgresConnection
    private let onEvent: @Sendable (BulkEvent) -> Void

    init(_ kind: RecordKind, _ session: PostgresConnection, _ onEvent: @escaping @Sendable (BulkEvent) -> Void) {
        (self.kind, self.session, self.onEvent) = (kind, session, onEvent)
    }

    func run() async throws {
        onEvent(.holdingLoads)
        try await BulkPhase.holdLoads(on: session)
        let rows = try await BulkPhase.rows(of: kind, on: session)
        var removed = 0
        while true {
            try Task.checkCancellation()
            // Another command may have ended it meanwhile.
            guard let phase = try await BulkPhase.of(kind, on: session), !phase.hasKey else { return }
            onEvent(.buildingKey(kind, needs: BulkNeeds(rows: rows)))
            do throws(PostgresError) {
                try await phase.buildKey(
                    on: session, onReaders: { [onEvent, kind] in onEvent(.waitingForReaders(kind)) })
                return onEvent(.finished(kind, removed: removed))
            } catch {
                guard error.sqlState == .uniqueViolation else { throw error }
                let settled = try await settle(phase)
                // What has refused the key is not a key with several rows.
                guard settled > 0 || Task.isCancelled else { throw error }
                removed += settled
            }
        }
    }

    /// - Returns: how many rows were removed.
    private func settle(_ phase: BulkPhase) async throws -> Int {
        onEvent(.lookingForRepeatedKeys)
        try await phase.noteSettling(on: session)
        let settlement = BulkSettlement(phase)
        var removed = 0
        var told = ContinuousClock.now
        do throws(LoadError) {
            let keys = try await settlement.find(on: session)
            let count = keys.count
            var next: Int? = count > 0 ? 1 : nil
            while let first = next {
                if Task.isCancelled { break }
                let settled = try await settlement.settle(from: first, of: keys, on: session)
                removed += settled.removed
                next = settled.next
                guard next == nil || .now - told > Self.pause else { continue }
                onEvent(.settled(rows: (next ?? count + 1) - 1, of: count))
                told = .now
            }
        } catch {
            switch error {
            case .database(let error): throw error
            case .batch: throw error
            }
        }
        return removed
    }
}
