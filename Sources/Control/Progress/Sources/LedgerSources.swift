package import ETLModels
package import Ledger
package import Postgres
package import ServerAccess

/// Operations on the sources of the ledger.
package enum LedgerSources {
    /// The sources in a state, or all, in the order in which they were first submitted.
    package static func list(
        _ state: LedgerSource.State?, on connection: PostgresConnection
    ) async throws -> [LedgerSource] {
        try await SourceTable.progress(on: connection).map { LedgerSource($0) }
            .filter { state == nil || $0.state == state }
    }

    /// Takes a source out of those that are still to be loaded. Its rows stay, and its dead letters stay in their queues.
    ///
    /// - Returns: the source, and whether it was retired before.
    /// - Throws: ``SourceChoiceError``, also if the source is complete.
    package static func retire(
        _ prefix: SourcePrefix, on connection: PostgresConnection
    ) async throws -> (source: LedgerSource, wasRetired: Bool) {
        let found = try await find(prefix, on: connection)
        switch try await SourceTable.retire(found.id, on: connection) {
        case nil: throw SourceChoiceError.notFound(prefix.digits)
        case .complete: throw SourceChoiceError.complete(found.id, uri: found.uri)
        case .alreadyRetired: return (LedgerSource(found), true)
        case .retired: return (LedgerSource(try await progress(of: found.id, prefix, on: connection)), false)
        }
    }

    /// The ids of sources in the named database, each once.
    ///
    /// - Throws: ``SourceChoiceError``, before anything is done.
    package static func ids(_ prefixes: [SourcePrefix], in request: ServerRequest) async throws -> [SourceID] {
        try await Servers.named(by: request.settings).withConnection { connection in
            var ids: [SourceID] = []
            for prefix in prefixes {
                let id = try await find(prefix, on: connection).id
                if !ids.contains(id) { ids.append(id) }
            }
            return ids
        }
    }

    /// - Throws: ``SourceChoiceError``.
    package static func find(
        _ prefix: SourcePrefix, on connection: PostgresConnection
    ) async throws -> SourceProgress {
        let ids = try await SourceTable.sources(beginningWith: prefix.digits, limit: 10, on: connection)
        guard ids.count < 2 else { throw SourceChoiceError.ambiguous(prefix.digits, ids) }
        guard let id = ids.first else { throw SourceChoiceError.notFound(prefix.digits) }
        return try await progress(of: id, prefix, on: connection)
    }

    private static func progress(
        of id: SourceID, _ prefix: SourcePrefix, on connection: PostgresConnection
    ) async throws -> SourceProgress {
        guard let progress = try await SourceTable.progress(of: [id], on: connection).first else {
            throw SourceChoiceError.notFound(prefix.digits)
        }
        return progress
    }
}
