package import Ledger
package import ServerAccess

/// Rejects by reason and field.
package struct RejectGroups: Sendable {
    /// The most frequent first.
    package let groups: [RejectGroup]
    /// Whether there are more.
    package let isCut: Bool
}

extension RejectRequest {
    /// Groups the rejects that match by reason and field.
    ///
    /// - Parameter limit: the maximum number of groups.
    /// - Throws: ``RejectError/unknownSource(_:)``.
    package func groups(limit: Int, in servers: ServerRequest) async throws -> RejectGroups {
        try await Servers.withDatabase(servers) { connection in
            try await Migrator.requireMigrated(on: connection)
            let filter = try await filter(on: connection)
            let groups = try await RejectTable.groups(filter, limit: limit + 1, on: connection)
            return RejectGroups(groups: Array(groups.prefix(limit)), isCut: groups.count > limit)
        }
    }
}
