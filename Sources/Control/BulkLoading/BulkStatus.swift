import ETLModels
import Ledger
package import Postgres

/// A bulk phase as an operator sees it.
package struct BulkStatus: Sendable, Hashable, Encodable {
    package let table: String
    /// `loading`, `finishing` (a command ends it), or `building indexes` (the key is back).
    package let state: String
    /// `run` or `operator`.
    package let startedBy: String
    /// In seconds since 1970.
    package let startedAt: Int64
    /// The rows that sources have brought, among them those of repeated keys.
    package let rows: Int
    /// What the end needs.
    package let needs: BulkNeeds
    /// The indexes that are built after the key.
    package let indexes: [String]

    /// The phases of a database.
    package static func all(on connection: PostgresConnection) async throws(PostgresError) -> [BulkStatus] {
        var all: [BulkStatus] = []
        let isHeld = try await BulkPhase.isHeld(on: connection)
        for phase in try await BulkPhase.all(on: connection) {
            let rows = try await BulkPhase.rows(of: phase.kind, on: connection)
            all.append(
                BulkStatus(
                    table: phase.kind.name,
                    state: phase.hasKey ? "building indexes" : isHeld ? "finishing" : "loading",
                    startedBy: phase.starter.rawValue, startedAt: phase.startedAt, rows: rows,
                    needs: BulkNeeds(rows: rows), indexes: phase.indexes))
        }
        return all
    }
}
