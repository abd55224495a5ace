package import Ledger
import Postgres
package import ServerAccess

/// The question where a stored row came from.
package struct OriginRequest: Sendable, Hashable {
    package let key: RowKey

    package init(_ key: RowKey) {
        self.key = key
    }

    /// Finds the row and its origin.
    ///
    /// - Throws: ``OriginError``; ``PostgresError``.
    package func look(in servers: ServerRequest) async throws -> OriginReport {
        let row = try await Servers.withDatabase(servers) { connection in
            try await Migrator.requireMigrated(on: connection)
            return try await StoredRow.find(key, on: connection)
        }
        guard let row else { throw OriginError.notStored(key) }
        return OriginReport(row)
    }
}

/// The reason for which no origin can be told.
package enum OriginError: Error, Sendable, Hashable {
    /// The table has no row with this key.
    case notStored(RowKey)
}

extension OriginError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notStored(let key): "no \(key) is stored"
        }
    }
}
