import ETLModels
import Ledger
import Postgres
import Testing

/// Ranges of blocks, in the ledger.
@Suite(.ownDatabase) struct RangeLookTests {
    private static func name(_ blocks: String, genesis: String = "abc") -> String {
        "node:dev/1/\(genesis)/\(blocks)/x"
    }

    private func register(_ names: [String], on connection: PostgresConnection) async throws -> [SourceID] {
        let entries = names.map { name in
            SourceEntry(
                id: SourceID(uri: name, size: 1, modified: 0), uri: name, kind: .tokenTransfers, format: "csv",
                columns: ["address"], bytes: 1, modified: 0, batchRecords: 1000)
        }
        _ = try await SourceTable.register(entries, on: connection)
        try await SourceTable.markSubmitted(entries.map(\.id), on: connection)
        return entries.map(\.id)
    }

    private func complete(_ id: SourceID, on connection: PostgresConnection) async throws {
        try await connection.execute(
            """
            INSERT INTO etl.batches VALUES ('\(id)', 0, 1, 1, 0, 0, 0, 0, true, 1);
            UPDATE etl.sources SET batches = 1 WHERE source_id = '\(id)'
            """)
    }

    private func look(
        besides seen: SeenRanges = .none, on connection: PostgresConnection
    ) async throws -> [SubmittedRange] {
        try await SourceTable.ranges("node:", with: "/1/abc/", besides: seen, on: connection)
            .sorted { $0.number < $1.number }
    }

    @Test func aLaterLookReadsWhatIsNewOrWasOpen() async throws {
        let connection = try await OwnDatabase.migrated()
        let ids = try await register(
            [Self.name("0-9"), Self.name("10-19"), Self.name("0-9", genesis: "abd"), "/a.csv"], on: connection)
        try await complete(ids[0], on: connection)
        let first = try await look(on: connection)
        #expect(first.map(\.id) == Array(ids.prefix(2)) && first.map(\.isComplete) == [true, false])
        let seen = SeenRanges(highest: first[1].number, open: [first[1].number])
        try await complete(ids[1], on: connection)
        let more = try await register([Self.name("20-29")], on: connection)
        let second = try await look(besides: seen, on: connection)
        #expect(second.map(\.id) == [ids[1]] + more && second.map(\.isComplete) == [true, false])
        let all = SeenRanges(highest: second[1].number, open: [])
        #expect(try await look(besides: all, on: connection).isEmpty)
    }

    @Test func aRemovedRangeIsOneOnlyWhenTheRemovalHasEnded() async throws {
        let connection = try await OwnDatabase.migrated()
        let ids = try await register([Self.name("0-9")], on: connection)
        try await complete(ids[0], on: connection)
        let removal = try #require(try await SourceRemoval.of(ids[0], on: connection))
        let before = try await look(on: connection)
        let seen = SeenRanges(highest: before[0].number, open: [])
        _ = try await removal.begin(on: connection)
        let during = try await look(besides: seen, on: connection)
        #expect(during.map(\.isRemoved) == [false] && during.map(\.isComplete) == [false])
        _ = try await removal.finish(on: connection)
        let after = try await look(besides: seen, on: connection)
        #expect(after.map(\.isRemoved) == [true])
        try await SourceTable.markSubmitted(ids, on: connection)
        let again = try await look(besides: SeenRanges(highest: seen.highest, open: [seen.highest]), on: connection)
        #expect(again.map(\.isRemoved) == [false] && again.map(\.isSubmitted) == [true])
    }
}
