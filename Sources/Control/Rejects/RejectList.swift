package import Ledger
package import ServerAccess

/// The first rejects that match a request.
package struct RejectList: Sendable {
    /// A reject, and the parser of its text.
    package struct Entry: Sendable {
        package let reject: StoredReject
        /// Nil for an unknown format, or if nobody asked for it.
        package let text: RejectText?
    }

    package let entries: [Entry]
    /// Whether more rejects match.
    package let isCut: Bool
}

extension RejectRequest {
    /// Lists the rejects that match.
    ///
    /// - Parameters:
    ///   - limit: the maximum number of rejects.
    ///   - parsed: whether to load the parsers of the texts, with a query for each source.
    /// - Throws: ``RejectError/unknownSource(_:)``.
    package func list(limit: Int, parsed: Bool, in servers: ServerRequest) async throws -> RejectList {
        try await Servers.withDatabase(servers) { connection in
            try await Migrator.requireMigrated(on: connection)
            let filter = try await filter(on: connection)
            let rejects = try await RejectTable.rejects(filter, limit: limit + 1, on: connection)
            var reader = RejectReader(connection)
            var entries: [RejectList.Entry] = []
            for reject in rejects.prefix(limit) {
                let text = parsed ? try await reader.text(of: reject) : nil
                entries.append(RejectList.Entry(reject: reject, text: text))
            }
            return RejectList(entries: entries, isCut: rejects.count > limit)
        }
    }
}
