package import Ledger
package import ServerAccess

/// The numbers of rejects of sources.
package struct RejectsBySource: Sendable {
    /// Those with the most first.
    package let sources: [SourceRejects]
    /// Whether there are more.
    package let isCut: Bool
}

extension RejectRequest {
    /// Counts the rejects that match by source.
    ///
    /// - Parameter limit: the maximum number of sources.
    /// - Throws: ``RejectError/unknownSource(_:)``.
    package func bySource(limit: Int, in servers: ServerRequest) async throws -> RejectsBySource {
        try await Servers.withDatabase(servers) { connection in
            try await Migrator.requireMigrated(on: connection)
            let filter = try await filter(on: connection)
            let sources = try await RejectTable.bySource(filter, limit: limit + 1, on: connection)
            return RejectsBySource(sources: Array(sources.prefix(limit)), isCut: sources.count > limit)
        }
    }
}
