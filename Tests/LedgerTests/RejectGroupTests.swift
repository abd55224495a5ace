import ETLModels
import Ledger
import Postgres
import Testing

@Suite(.ownDatabase) struct RejectGroupTests {
    private static func entry(_ number: Int, _ kind: RecordKind) -> SourceEntry {
        let uri = "/\(number).csv"
        return SourceEntry(
            id: SourceID(uri: uri, size: 1, modified: 0), uri: uri, kind: kind, format: "csv", columns: ["address"],
            bytes: 100, modified: 1_500_000_000, batchRecords: 1000)
    }

    private let tokens = Self.entry(1, .tokens)
    private let transfers = Self.entry(2, .tokenTransfers)

    private func filled() async throws -> PostgresConnection {
        let connection = try await OwnDatabase.migrated()
        _ = try await SourceTable.register([tokens, transfers], on: connection)
        try await connection.execute(
            """
            INSERT INTO etl.batches (source_id, sequence, records, loaded, duplicates, rejected, repaired, checksum, is_last,
                source_bytes, loaded_at)
            VALUES ('\(transfers.id)', 0, 10, 7, 0, 3, 0, 0, false, 50, to_timestamp(1000)),
                ('\(transfers.id)', 1, 10, 9, 0, 1, 0, 0, false, 50, to_timestamp(2000));
            INSERT INTO etl.rejects (source_id, sequence, record_number, reason, field, raw)
            VALUES ('\(transfers.id)', 0, 10, 'not-a-number', 'value', '1e18'), ('\(transfers.id)', 0, 9, 'not-a-number', 'value', 'x'),
                ('\(transfers.id)', 1, 12, 'not-a-number', 'value', 'y'), ('\(transfers.id)', 0, 3, 'not-a-number', 'log_index', '-'),
                ('\(tokens.id)', 0, 2, 'field-count', NULL, 'a'), ('\(tokens.id)', 0, 1, 'not-a-number', 'value', 'z');
            """)
        return connection
    }

    @Test func countsByReasonAndField() async throws {
        let groups = try await RejectTable.groups(limit: 9, on: try await filled())
        #expect(groups.map(\.reason) == ["not-a-number", "field-count", "not-a-number"])
        #expect(groups.map(\.field) == ["value", nil, "log_index"])
        #expect(groups.map(\.count) == [4, 1, 1])
        #expect(groups.map(\.sources) == [2, 1, 1])
        // The ledger has no batch of the tokens.
        #expect(groups.map(\.newestAt) == [2000, nil, 1000])
        #expect(groups.last?.example.raw == "-" && groups.last?.example.recordNumber == 3)
    }

    @Test func theExampleHasTheLeastNumberInItsSource() async throws {
        let connection = try await filled()
        let filter = RejectFilter(sources: [transfers.id], reason: "not-a-number")
        let groups = try await RejectTable.groups(filter, limit: 9, on: connection)
        #expect(groups.map(\.count) == [3, 1])
        // Of 9, 10 and 12: as numbers, not as texts.
        #expect(groups.first?.example.recordNumber == 9 && groups.first?.example.raw == "x")
    }

    @Test func selectsKindsAndEndsAtTheLimit() async throws {
        let connection = try await filled()
        let tokens = try await RejectTable.groups(RejectFilter(kind: .tokens), limit: 9, on: connection)
        #expect(tokens.map(\.count) == [1, 1])
        #expect(try await RejectTable.groups(limit: 2, on: connection).count == 2)
        #expect(try await RejectTable.groups(RejectFilter(reason: "conflict"), limit: 2, on: connection).isEmpty)
    }

    @Test func countsBySource() async throws {
        let connection = try await filled()
        let all = try await RejectTable.bySource(limit: 9, on: connection)
        #expect(all.map(\.source) == [transfers, tokens].map { "\($0.id)" })
        #expect(all.map(\.uri) == [transfers, tokens].map(\.uri))
        #expect(all.map(\.kind) == ["token_transfers", "tokens"])
        #expect(all.map(\.count) == [4, 2])
        // The ledger has no batch of the tokens.
        #expect(all.map(\.newestAt) == [2000, nil])
        #expect(try await RejectTable.bySource(limit: 1, on: connection).map(\.count) == [4])
    }

    @Test func countsOnlyTheRejectsOfAReasonBySource() async throws {
        let connection = try await filled()
        let counts = try await RejectTable.bySource(RejectFilter(reason: "not-a-number"), limit: 9, on: connection)
        #expect(counts.map(\.count) == [4, 1])
        let other = try await RejectTable.bySource(RejectFilter(reason: "field-count"), limit: 9, on: connection)
        #expect(other.map(\.uri) == [tokens.uri])
        let filter = RejectFilter(sources: [tokens.id], kind: .tokens, reason: "not-a-number")
        #expect(try await RejectTable.bySource(filter, limit: 9, on: connection).map(\.count) == [1])
        #expect(try await RejectTable.bySource(RejectFilter(reason: "conflict"), limit: 9, on: connection).isEmpty)
    }

    @Test func theNewestOfASourceIsThatOfTheReason() async throws {
        let connection = try await filled()
        // Of the newest batch, no record is left with the reason.
        try await connection.execute("UPDATE etl.rejects SET reason = 'not-hex' WHERE sequence = 1")
        let counts = try await RejectTable.bySource(RejectFilter(reason: "not-a-number"), limit: 1, on: connection)
        #expect(counts.map(\.count) == [3] && counts.map(\.newestAt) == [1000])
    }
}
