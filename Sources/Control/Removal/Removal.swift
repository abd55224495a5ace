import ETLModels
package import Ledger
package import Postgres
import Submission

/// Takes a source out of a database: first its batches out of the ledger, then its rows out of their table.
package struct Removal: Sendable {
    private let removal: SourceRemoval
    private let onEvent: @Sendable (RemovalEvent) -> Void

    /// - Parameter onEvent: called in order, one event at a time, on any thread.
    package init(_ removal: SourceRemoval, onEvent: @escaping @Sendable (RemovalEvent) -> Void) {
        self.removal = removal
        self.onEvent = onEvent
    }

    /// Removes the source, or goes on with that.
    ///
    /// - Parameter connection: keeps other removals from the database until it is closed.
    /// - Returns: the deleted rows, the batches of the source and those of others that the ledger has forgotten.
    /// - Throws: ``RemovalError``, ``PostgresError``, or `CancellationError`; the same call goes on.
    package func run(
        on connection: PostgresConnection
    ) async throws -> (rows: Int, batches: Int, forgotten: Int) {
        if try await !SourceRemoval.takeTurn(on: connection) {
            onEvent(.waiting)
            try await SourceRemoval.waitForTurn(on: connection)
        }
        // No phase begins while a session has the turn.
        if try await BulkPhase.lacksKey(removal.kind, on: connection) {
            throw RemovalError.refused(.bulkPhase(removal.kind))
        }
        let batches = try await forgetBatches(on: connection)
        var (rows, forgotten) = (0, 0)
        var next = try await removal.firstWindow(on: connection)
        while let window = next {
            try Task.checkCancellation()
            let cleared = try stillMarked(try await removal.clear(window, on: connection))
            rows += cleared.rows
            forgotten += cleared.batches
            onEvent(.deleted(rows: rows, upTo: window.place))
            next = try await removal.window(after: window, on: connection)
        }
        guard try await removal.finish(on: connection) else { throw RemovalError.submittedAgain(removal.id) }
        return (rows, batches, forgotten)
    }

    private func forgetBatches(on connection: PostgresConnection) async throws -> Int {
        var some = try await removal.begin(on: connection)
        var batches = some
        while some > 0 {
            onEvent(.forgotten(batches: batches))
            try Task.checkCancellation()
            some = try stillMarked(try await removal.forgetMore(on: connection))
            batches += some
        }
        return batches
    }

    private func stillMarked<Value>(_ value: Value?) throws(RemovalError) -> Value {
        guard let value else { throw .submittedAgain(removal.id) }
        return value
    }
}

extension RowWindow {
    fileprivate var place: RemovalPlace {
        switch self {
        case .blocks(let blocks, _): .block(blocks.upperBound)
        case .addresses(_, let limit): .addresses(limit?.first.map(Int.init) ?? 256)
        }
    }
}
