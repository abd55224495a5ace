package import ETLModels
import Ledger

/// An event of a migration.
package enum MigrationEvent: Sendable, Hashable {
    /// The names of the applied migrations; empty if the database was up to date.
    case applied([String])
    /// The chain that was asked for, and is recorded.
    case chain(ChainID)
    /// What the owner of the database has to do for its roles.
    case advice(String)
    /// The named broker has the queues.
    case queuesDeclared
}

extension Servers {
    /// Creates or updates the tables of the requested database. Declares the queues too if a broker is named.
    ///
    /// - Parameters:
    ///   - chain: the chain of a new database; nil to keep the database's.
    ///   - onEvent: called in order, one event at a time.
    /// - Throws: ``PostgresError`` if the database holds records of another chain.
    package static func migrate(
        _ request: ServerRequest, chain: ChainID? = nil, onEvent: (MigrationEvent) -> Void
    ) async throws {
        // Reports wrong broker settings before any change.
        let broker = try namedBroker(by: request.settings)
        try await withDatabase(request, creating: true) { connection in
            onEvent(.applied(try await Migrator.migrate(on: connection)))
            try await ChainTable.record(chain, on: connection)
            if let chain { onEvent(.chain(chain)) }
            if let advice = try await Migrator.adviceOnRoles(on: connection) { onEvent(.advice(advice)) }
            if let advice = try await Migrator.adviceOnEverybody(on: connection) { onEvent(.advice(advice)) }
        }
        guard let broker else { return }
        try await broker.requireBroker()
        onEvent(.queuesDeclared)
    }
}
