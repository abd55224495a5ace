import Bus
import ETLModels
import Ledger
import Postgres
import Testing

@testable import Loading

/// A batch whose every record is a conflict takes no more memory than the budget has for it.
@Suite struct ConflictRowsTests {
    private static let count = 20_000

    private func batch(_ source: SourceID, value: String, sequence: UInt32 = 0) throws -> [UInt8] {
        try Draft(
            .tokenTransfers, source, sequence, firstRecord: UInt64(sequence) * UInt64(Self.count) + 1,
            (1...Self.count).map { transfer($0, value: value) }
        ).bytes()
    }

    @Test func keepsNumbersAndMakesOneTextAtATime() throws {
        let bytes = try batch(SourceID(words: (1, 2)), value: String(repeating: "9", count: 77))
        let loaded = try LoadBatch(bytes)
        let conflicts = ConflictRows(1...UInt64(Self.count))
        let budget = LoadBatch.workBytes(for: bytes.span.bytes) - bytes.count
        #expect(conflicts.count == Self.count && conflicts.heldBytes <= budget / 4)
        var (next, textBytes) = (UInt64(1), 0)
        let names = RecordKind.tokenTransfers.schema.columns.map(\.name)
        try conflicts.forEachReject(in: loaded, header: names) { reject in
            #expect(reject.recordNumber == next)
            next += 1
            textBytes += reject.raw.utf8.count
        }
        #expect(next == UInt64(Self.count) + 1)
        // Together, the texts alone would exceed the budget.
        #expect(textBytes > budget)
        // What is kept of each batch of a group is numbers.
        #expect(MemoryLayout<BatchOutcome>.size <= budget / 1_000)
    }

    @Test(arguments: [false, true]) func everyConflictIsStored(isMerged: Bool) async throws {
        try await TestDatabase.with { database in
            let source = try await database.source(1, columns: RecordKind.tokenTransfers.schema.columns.map(\.name))
            #expect(await database.loader().load([try batch(source, value: "1")]).map(\.?.reason) == [nil])
            var settlement = KeySettlement(turns: WriteTurns(connections: 1))
            let deadlock = LoadError.database(PostgresError(sqlState: .deadlock, message: "", location: ""))
            #expect(!isMerged || settlement.retries(after: deadlock))
            let loader = database.loader(settlement: settlement)
            let outcome = await loader.load([try batch(source, value: "2", sequence: 1)])
            #expect(outcome.map(\.?.reason) == [nil])
            #expect(
                try await database.ledger(of: source) == [
                    "0: 20000 = 20000 + 0 + 0, 0", "1: 20000 = 0 + 0 + 20000, 0",
                ])
            let stored = try await database.connection.query(
                """
                SELECT count(*), min(record_number), max(record_number), count(DISTINCT raw) FROM etl.rejects
                WHERE reason = 'conflict' AND raw LIKE '%,2,%'
                """
            ).first
            #expect((0..<4).map { stored?.int($0) } == [20_000, 20_001, 40_000, 20_000])
        }
    }
}
