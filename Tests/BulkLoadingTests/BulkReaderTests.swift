import ETLModels
import Ledger
import Postgres
import TestSupport
import Testing

@testable import BulkLoading

/// Readers at the end of a phase.
@Suite struct BulkReaderTests {
    @Test func otherReadersGoOnWhileTheEndWaitsForOne() async throws {
        try await BulkDatabase.with { database in
            try await database.connection.execute("CREATE INDEX mine ON token_transfers (value)")
            try await Bulk.start(.tokenTransfers, by: .operator, on: database.connection)
            try await database.store(rows: 10, times: 1)
            let reader = try await database.connect("BEGIN; SELECT FROM token_transfers")
            async let work = database.finish()
            try await database.untilAReaderIsWaitedFor()
            // The lock that the end waits for, and that others wait behind, is given up.
            #expect(
                try await database.connection.query("SELECT count(*) FROM token_transfers").first?.int(0) == 10)
            #expect(try await BulkStatus.all(on: database.connection).map(\.state) == ["finishing"])
            try await reader.execute("COMMIT")
            #expect(try await work.contains(.waitingForReaders(.tokenTransfers)))
            #expect(try await database.indexes().count == 3)
            await reader.close()
        }
    }

    /// It waits for the end, and the end for it.
    @Test func aReaderThatBeginsToWriteIsNotWaitedForForever() async throws {
        try await BulkDatabase.with { database in
            try await Bulk.start(.tokenTransfers, by: .operator, on: database.connection)
            try await database.store(rows: 10, times: 1)
            let reader = try await database.connect("BEGIN; SELECT FROM token_transfers")
            let work = Task { try await database.finish() }
            try await database.untilAReaderIsWaitedFor()
            // The server ends the wait of one of the two.
            let hasWritten = (try? await reader.execute("UPDATE token_transfers SET value = value")) != nil
            try await reader.execute("ROLLBACK")
            await reader.close()
            let hasEnded = (try? await work.value) != nil
            #expect(hasEnded != hasWritten)
            if !hasEnded { try await database.finish() }
            #expect(try await database.indexes().count == 2)
        }
    }

    @Test func anEndThatWaitsForAReaderCanBeStopped() async throws {
        try await BulkDatabase.with { database in
            try await Bulk.start(.tokenTransfers, by: .operator, on: database.connection)
            let reader = try await database.connect("BEGIN; SELECT FROM token_transfers")
            let work = Task { try await database.finish() }
            try await database.untilAReaderIsWaitedFor()
            work.cancel()
            await #expect(throws: CancellationError.self) { try await work.value }
            try await reader.execute("COMMIT")
            await reader.close()
            try await database.finish()
            #expect(try await database.indexes().count == 2)
        }
    }
}
