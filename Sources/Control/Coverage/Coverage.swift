import DisplayText
import ETLModels
import Ledger
package import Postgres
import RecordBlocks
package import ServerAccess

extension CoverageRequest {
    /// The parts of the range that is searched for runs of blocks without records, each with a look-up or two.
    private static let searchSteps: Int64 = 10_000
    /// The most ranges of batches to read.
    private static let mostRanges = 100_000

    /// Looks at the blocks of the kind. Every statement has a limit of time; what was not finished is noted in the report.
    ///
    /// - Throws: ``CoverageError``, or `PostgresError`.
    package func look(in servers: ServerRequest) async throws -> CoverageReport {
        try await Servers.withDatabase(servers) { connection in
            try await Migrator.requireMigrated(on: connection)
            return try await look(on: connection)
        }
    }

    /// The same on a connection to a migrated database.
    package func look(on connection: PostgresConnection) async throws -> CoverageReport {
        guard let table = RecordBlocks(kind) else { throw CoverageError.noBlocks(kind) }
        var draft = CoverageDraft(request: self)
        let kind = kind
        let reaches = try await within(connection) { connection throws(PostgresError) in
            try SourceTable.reaches(of: kind, on: connection)
        }
        guard let reaches else { throw CoverageError.timeout("the sources of \(kind.name)", seconds: seconds) }
        draft.sources = reaches.map { SourceBlocks($0) }
        let batches = try await within(connection) { connection throws(PostgresError) in
            try BatchTable.blockRanges(of: kind, limit: Self.mostRanges, on: connection)
        }
        draft.batches = batches.flatMap(\.self)?.map { BlockRange($0) }
        if draft.batches == nil { draft.notes.append(.tooManyRanges) }
        // Without the key, every further look would read the whole table.
        if try await BulkPhase.lacksKey(kind, on: connection) { return draft.reportInBulkPhase() }
        let extent = try await within(connection) { connection throws(PostgresError) in
            try table.extent(on: connection)
        }
        guard let extent else { throw CoverageError.timeout("the bounds of \(kind.name)", seconds: seconds) }
        draft.extent = extent
        draft.withoutBlock = try await within(connection) { connection throws(PostgresError) in
            try table.recordsWithoutBlock(on: connection)
        }.flatMap(\.self)
        guard let frame = draft.frame else { return draft.report() }
        try await search(frame, table, &draft, on: connection)
        try await count(frame, table, &draft, on: connection)
        return draft.report()
    }

    func within<Value: Sendable>(
        _ connection: PostgresConnection,
        _ body: @Sendable (isolated PostgresConnection) throws(PostgresError) -> sending Value
    ) async throws -> Value? {
        try await RecordBlocks.within(seconds: seconds, on: connection, body)
    }

    /// Searches the frame for runs of blocks without records.
    private func search(
        _ frame: BlockRange, _ table: RecordBlocks, _ draft: inout CoverageDraft, on connection: PostgresConnection
    ) async throws {
        let length = BlockBuckets(frame, most: Int(Self.searchSteps)).width
        let range = frame.first...frame.last
        let holes = try await within(connection) { connection throws(PostgresError) in
            try table.holes(of: length, in: range, on: connection)
        }
        draft.holes = holes?.map { BlockRange($0) }
        if holes == nil { draft.notes.append(.notSearched) } else { draft.shortestRun = length }
    }
}
