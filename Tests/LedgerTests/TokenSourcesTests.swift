import ETLModels
import Ledger
import Postgres
import Testing

/// Sources of tokens from nodes, in the ledger.
@Suite(.ownDatabase) struct TokenSourcesTests {
    private static let part = "/1/abc/"

    private func register(_ names: [String], on connection: PostgresConnection) async throws -> [SourceID] {
        let entries = names.map { name in
            SourceEntry(
                id: SourceID(uri: name, size: 1, modified: 0), uri: name, kind: .tokens, format: "csv",
                columns: ["address"], bytes: 1, modified: 0, batchRecords: 1000)
        }
        _ = try await SourceTable.register(entries, on: connection)
        return entries.map(\.id)
    }

    private func unfinished(on connection: PostgresConnection) async throws -> [String] {
        try await SourceTable.unfinished("node-tokens:", with: Self.part, on: connection).map {
            "\($0.uri.dropFirst("node-tokens:dev/1/abc/".count)) \($0.isSubmitted)"
        }
    }

    @Test func thoseThatAreNotLoadedAreUnfinished() async throws {
        let connection = try await OwnDatabase.migrated()
        let names = ["a", "b", "c", "d"].map { "node-tokens:dev/1/abc/\($0)" }
        let ids = try await register(names, on: connection)
        try await SourceTable.markSubmitted(Array(ids.dropFirst()), on: connection)
        #expect(try await unfinished(on: connection) == ["a false", "b true", "c true", "d true"])
        try await connection.execute(
            """
            INSERT INTO etl.batches VALUES ('\(ids[1])', 0, 1, 1, 0, 0, 0, 0, true, 1);
            UPDATE etl.sources SET batches = 1 WHERE source_id = '\(ids[1])'
            """)
        _ = try await SourceTable.retire(ids[2], on: connection)
        #expect(try await unfinished(on: connection) == ["a false", "d true"])
    }

    @Test func othersAreNone() async throws {
        let connection = try await OwnDatabase.migrated()
        _ = try await register(
            ["node:dev/1/abc/0-9/x", "/in/node-tokens:/1/abc/", "node-tokens:dev/1/abd/a", "/a.csv"], on: connection)
        #expect(try await unfinished(on: connection) == [])
    }

    @Test func thoseBeforeANumberAreNotReadAgain() async throws {
        let connection = try await OwnDatabase.migrated()
        _ = try await register(["a", "b"].map { "node-tokens:dev/1/abc/\($0)" }, on: connection)
        let all = try await SourceTable.unfinished("node-tokens:", with: Self.part, on: connection)
        let last = try #require(all.last)
        #expect(try await SourceTable.highestNumber(on: connection) == last.number)
        let some = try await SourceTable.unfinished("node-tokens:", with: Self.part, from: last.number, on: connection)
        #expect(some.map(\.uri) == [last.uri])
    }

    @Test func theBlocksOfALookAreKnownUntilASourceIsGivenUpOrRemoved() async throws {
        let connection = try await OwnDatabase.migrated()
        let ids = try await register(["node-tokens:dev/1/abc/a"], on: connection)
        #expect(try await TokenLooks.blocks(of: "abc", on: connection) == nil)
        try await TokenLooks.note(5..<10, of: "abc", on: connection)
        try await TokenLooks.note(5..<20, of: "abc", on: connection)
        #expect(try await TokenLooks.blocks(of: "abc", on: connection) == 5..<20)
        #expect(try await TokenLooks.blocks(of: "abd", on: connection) == nil)
        _ = try await SourceTable.retire(ids[0], on: connection)
        #expect(try await TokenLooks.blocks(of: "abc", on: connection) == nil)
        try await TokenLooks.note(5..<20, of: "abc", on: connection)
        #expect(try await TokenLooks.blocks(of: "abc", on: connection) == 5..<20)
        try await connection.execute("UPDATE etl.sources SET removed_at = now()")
        #expect(try await TokenLooks.blocks(of: "abc", on: connection) == nil)
    }
}
