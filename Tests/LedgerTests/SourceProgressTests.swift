import ETLModels
import Ledger
import Postgres
import Testing

/// When something of a source was loaded last, and how many sources are in which state.
@Suite(.ownDatabase) struct SourceProgressTests {
    private func entry(_ uri: String) -> SourceEntry {
        SourceEntry(
            id: SourceID(uri: uri, size: 1, modified: 0), uri: uri, kind: .tokens, format: "csv",
            columns: ["address"], bytes: 100, modified: 0, batchRecords: 1000)
    }

    private func ledger(_ uris: [String]) async throws -> PostgresConnection {
        let connection = try await OwnDatabase.migrated()
        _ = try await SourceTable.register(uris.map(entry), on: connection)
        try await connection.execute("UPDATE etl.sources SET registered_at = now() - interval '3 hours'")
        return connection
    }

    private func load(_ uri: String, _ sequence: Int, ago: String, on connection: PostgresConnection) async throws {
        try await connection.execute(
            """
            INSERT INTO etl.batches VALUES
                ('\(entry(uri).id)', \(sequence), 10, 9, 0, 1, 0, 0, false, 50, now() - interval '\(ago)')
            """)
    }

    @Test func theLastProgressIsTheLatestOfRegistrationSubmissionAndBatches() async throws {
        let connection = try await ledger(["/a.csv"])
        func seconds() async throws -> Int {
            try #require(try await SourceTable.progress(on: connection).first).secondsWithoutProgress
        }
        #expect(try await seconds() >= 10_800)
        try await connection.execute("UPDATE etl.sources SET submitted_at = now() - interval '2 hours'")
        #expect((7200..<10_800).contains(try await seconds()))
        try await load("/a.csv", 0, ago: "90 minutes", on: connection)
        try await load("/a.csv", 1, ago: "1 hour", on: connection)
        #expect((3600..<5400).contains(try await seconds()))
        let progress = try #require(try await SourceTable.progress(on: connection).first)
        let now = try await connection.query("SELECT extract(epoch FROM now())::bigint").first?.int(0)
        #expect(try #require(now) - #require(progress.lastProgressAt) >= 3600)
        try await SourceTable.markSubmitted([entry("/a.csv").id], on: connection)
        #expect(try await seconds() < 3600)
    }

    @Test func countsSourcesByState() async throws {
        let connection = try await ledger(["/old", "/new", "/done", "/given-up", "/loading"])
        try await SourceTable.markSubmitted([entry("/new").id], on: connection)
        _ = try await SourceTable.retire(entry("/given-up").id, on: connection)
        try await load("/done", 0, ago: "2 hours", on: connection)
        try await SourceTable.recordEnds([BatchID(source: entry("/done").id, sequence: 0)], on: connection)
        try await load("/loading", 0, ago: "10 minutes", on: connection)
        let counts = try await SourceTable.stateCounts(stalledAfter: 900, on: connection)
        #expect(counts.complete == 1 && counts.retired == 1 && counts.inProgress == 2 && counts.stalled == 1)
        #expect((10_800..<14_400).contains(counts.secondsWithoutProgress))
    }

    @Test func anEmptyLedgerHasNoSourceInAnyState() async throws {
        let connection = try await OwnDatabase.migrated()
        #expect(try await SourceTable.stateCounts(stalledAfter: 900, on: connection) == SourceStateCounts())
    }
}
