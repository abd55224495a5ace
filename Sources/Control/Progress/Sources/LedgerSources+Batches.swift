import ETLModels
package import Ledger
package import Postgres

extension LedgerSources {
    /// The most cells that tell of the batches of a source, and the most ranges that are named.
    private static let most = (cells: 200, gaps: 20)

    /// Which batches of a source are loaded, on a connection to a migrated database.
    ///
    /// - Returns: nil if none is, and the number of its batches is unknown.
    package static func batches(
        of source: LedgerSource, on connection: PostgresConnection
    ) async throws -> BatchMap? {
        guard let id = SourceID(source.sourceId) else { return nil }
        return try await BatchTable.map(of: id, cells: most.cells, gaps: most.gaps, on: connection)
    }
}
