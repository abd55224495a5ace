package import Postgres
import ServerAccess
package import TableIndexes

extension Indexes {
    /// Builds the indexes that are missing, one after another, while the tables are read and loaded.
    ///
    /// After a crash or an interruption, the same call drops the remains and goes on. If the task is cancelled, the server
    /// stops the build, and the remains are dropped.
    /// - Parameters:
    ///   - connect: opens a session; one builds, the other watches.
    ///   - onEvent: called in order, one event at a time.
    /// - Throws: ``IndexingError``, ``PostgresError``, or `CancellationError`.
    package static func create(
        _ indexes: [TableIndex], connect: () async throws -> PostgresConnection,
        onEvent: @escaping @Sendable (IndexEvent) -> Void
    ) async throws {
        let builder = try await connect()
        let watcher = try await connect()
        let outcome = await Result {
            try await takeTurn(on: builder)
            let process = try await IndexBuild.process(of: builder)
            for index in indexes {
                try await create(index, on: builder, process: process, watchedBy: watcher, onEvent)
            }
            try await IndexBuild.endTurn(on: builder)
        }
        await builder.close()
        await watcher.close()
        try outcome.get()
    }

    private static func create(
        _ index: TableIndex, on builder: PostgresConnection, process: Int, watchedBy watcher: PostgresConnection,
        _ onEvent: @escaping @Sendable (IndexEvent) -> Void
    ) async throws {
        switch try await IndexCatalogue.found(on: builder)[index] {
        case let found? where found.state == .valid: return onEvent(.alreadyThere(index))
        case let found? where found.state == .building: throw IndexingError.building(index)
        case let remains?:
            try await IndexBuild.drop(remains.name, on: builder)
            onEvent(.droppedRemains(index))
        case nil: break
        }
        onEvent(.started(index))
        do {
            try await watching(process, by: watcher) {
                onEvent(.progress(index, $0))
            } build: {
                try await IndexBuild.create(index, on: builder)
            }
        } catch {
            await dropRemains(of: index, on: builder)
            throw Task.isCancelled ? CancellationError() : error
        }
        onEvent(.finished(index, bytes: try await IndexCatalogue.found(on: builder)[index]?.bytes ?? 0))
    }

    /// Drops what an interrupted build has left, for it serves nothing and costs every load. The drop would wait for others,
    /// and nobody waits for it: then the next build does it.
    private static func dropRemains(of index: TableIndex, on builder: PostgresConnection) async {
        guard let remains = try? await IndexCatalogue.found(on: builder)[index], remains.state == .invalid else {
            return
        }
        try? await IndexBuild.drop(remains.name, within: .seconds(2), on: builder)
    }
}
