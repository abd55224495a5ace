import ETLModels
import Ledger
import Postgres
import Testing

@Suite(.ownDatabase) struct RetirementTests {
    private let entry = SourceEntry(
        id: SourceID(uri: "/a.csv", size: 1, modified: 0), uri: "/a.csv", kind: .tokens, format: "csv, gzip",
        columns: ["address"], bytes: 100, modified: 1_500_000_000, batchRecords: 1000)

    private func submitted() async throws -> PostgresConnection {
        let connection = try await OwnDatabase.migrated()
        _ = try await SourceTable.register([entry], on: connection)
        try await SourceTable.markSubmitted([entry.id], on: connection)
        return connection
    }

    private func load(_ sequence: Int, on connection: PostgresConnection) async throws {
        try await connection.execute(
            "INSERT INTO etl.batches VALUES ('\(entry.id)', \(sequence), 10, 9, 0, 1, 0, 0, false, 50)")
    }

    private func progress(on connection: PostgresConnection) async throws -> SourceProgress {
        try #require(try await SourceTable.progress(of: [entry.id], on: connection).first)
    }

    @Test func retiresOnceAndKeepsTheRows() async throws {
        let connection = try await submitted()
        try await load(0, on: connection)
        #expect(try await progress(on: connection).isOpen)
        #expect(try await SourceTable.retire(entry.id, on: connection) == .retired)
        let first = try await progress(on: connection)
        #expect(first.isRetired && !first.isOpen && first.records == 10)
        try await connection.execute("UPDATE etl.sources SET retired_at = retired_at - interval '1 day'")
        #expect(try await SourceTable.retire(entry.id, on: connection) == .alreadyRetired)
        let again = try await progress(on: connection)
        #expect(try #require(again.retiredAt) < #require(first.retiredAt))
    }

    @Test func refusesWhatIsCompleteAndWhatIsUnknown() async throws {
        let connection = try await submitted()
        try await load(0, on: connection)
        try await connection.execute("UPDATE etl.sources SET batches = 1")
        #expect(try await SourceTable.retire(entry.id, on: connection) == .complete)
        #expect(try await progress(on: connection).retiredAt == nil)
        #expect(try await SourceTable.retire(SourceID(words: (1, 2)), on: connection) == nil)
    }

    @Test func aSubmissionMakesItActiveAgainOnceItsJobIsConfirmed() async throws {
        let connection = try await submitted()
        _ = try await SourceTable.retire(entry.id, on: connection)
        #expect(
            try await SourceTable.register([entry], on: connection)[entry.id] == .needsJob(batchRecords: 1000))
        #expect(try await progress(on: connection).isRetired)
        try await SourceTable.markSubmitted([entry.id], on: connection)
        #expect(try await progress(on: connection).isOpen)
        #expect(
            try await SourceTable.register([entry], on: connection)[entry.id] == .inProgress(batchRecords: 1000))
    }

    @Test func batchesThatComeLateMayStillCompleteIt() async throws {
        let connection = try await submitted()
        _ = try await SourceTable.retire(entry.id, on: connection)
        try await load(0, on: connection)
        try await SourceTable.recordEnds([BatchID(source: entry.id, sequence: 0)], on: connection)
        let progress = try await progress(on: connection)
        #expect(progress.isComplete && !progress.isRetired && !progress.isOpen)
        #expect(try await SourceTable.register([entry], on: connection)[entry.id] == .complete)
    }

    @Test func aWatchLeavesItAlone() async throws {
        let connection = try await OwnDatabase.migrated()
        _ = try await SourceTable.register([entry], on: connection)
        let file = SourceFileState(uri: entry.uri, bytes: entry.bytes, modified: entry.modified)
        #expect(try await SourceTable.submittedStates(of: [file], on: connection) == [.unknown])
        _ = try await SourceTable.retire(entry.id, on: connection)
        #expect(try await SourceTable.submittedStates(of: [file], on: connection) == [.submitted])
    }

    @Test func isFoundByItsFirstDigits() async throws {
        let connection = try await submitted()
        let digits = entry.id.description.replacing("-", with: "")
        for count in [4, 9, 32] {
            let found = try await SourceTable.sources(
                beginningWith: String(digits.prefix(count)), limit: 2, on: connection)
            #expect(found == [entry.id])
        }
        let other = digits.hasPrefix("0") ? "1" : "0"
        #expect(try await SourceTable.sources(beginningWith: other, limit: 2, on: connection).isEmpty)
    }

    @Test func isDescribedWithItsRejectsByReason() async throws {
        let connection = try await submitted()
        try await connection.execute(
            """
            INSERT INTO etl.rejects (source_id, sequence, record_number, reason, field)
            SELECT '\(entry.id)', 0, n, CASE WHEN n > 2 THEN 'missing' ELSE 'conflict' END, CASE WHEN n > 2 THEN 'value' END
            FROM generate_series(1, 5) AS n
            """)
        let reasons = try await RejectTable.reasons(of: entry.id, on: connection)
        #expect(
            reasons == [
                RejectReasonCount(reason: "missing", field: "value", count: 3),
                RejectReasonCount(reason: "conflict", field: nil, count: 2),
            ])
        let record = try #require(try await SourceTable.record(of: entry.id, on: connection))
        #expect(record.format == "csv, gzip" && record.batchRecords == 1000 && record.modifiedAt == 1)
        #expect(record.registeredAt != nil && record.submittedAt != nil)
        #expect(try await SourceTable.record(of: SourceID(words: (1, 2)), on: connection) == nil)
    }
}
