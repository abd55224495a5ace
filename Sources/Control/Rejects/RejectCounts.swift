package import Ledger
import Postgres
package import ServerAccess

/// Counts of rejects.
package struct RejectCounts<Count: Sendable>: Sendable {
    /// Those with the most rejects first.
    package let counts: [Count]
    /// Whether there are more.
    package let isCut: Bool
}

extension RejectRequest {
    /// Groups the rejects that match by reason and field.
    ///
    /// - Parameter limit: the maximum number of groups.
    /// - Throws: ``RejectError/unknownSource(_:)``.
    package func groups(limit: Int, in servers: ServerRequest) async throws -> RejectCounts<RejectGroup> {
        try await counts(limit: limit, in: servers) { try await RejectTable.groups($0, limit: $1, on: $2) }
    }

    /// Counts the rejects that match by source.
    ///
    /// - Parameter limit: the maximum number of sources.
    /// - Throws: ``RejectError/unknownSource(_:)``.
    package func bySource(limit: Int, in servers: ServerRequest) async throws -> RejectCounts<SourceRejects> {
        try await counts(limit: limit, in: servers) { try await RejectTable.bySource($0, limit: $1, on: $2) }
    }

    private func counts<Count: Sendable>(
        limit: Int, in servers: ServerRequest,
        _ read: (RejectFilter, Int, PostgresConnection) async throws -> [Count]
    ) async throws -> RejectCounts<Count> {
        try await Servers.withDatabase(servers) { connection in
            try await Migrator.requireMigrated(on: connection)
            let counts = try await read(try await filter(on: connection), limit + 1, connection)
            return RejectCounts(counts: Array(counts.prefix(limit)), isCut: counts.count > limit)
        }
    }
}
