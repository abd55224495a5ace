import Bus
import ETLModels
import Ledger
import Postgres
import Testing

@testable import Loading

/// Loads into a table without its key.
@Suite struct BulkTests {
    @Test func everyRecordIsARowUntilTheEndSettlesThem() async throws {
        try await TestDatabase.with { database in
            let (one, two) = (try await database.source(1), try await database.source(2))
            try await database.startBulk()
            let loader = database.loader()
            let drafts = [
                Draft(.tokenTransfers, two, [transfer(1), transfer(2, value: "7"), transfer(3)]),
                Draft(.tokenTransfers, one, [transfer(1), transfer(2), transfer(2)]),
            ]
            for draft in drafts { #expect(await loader.load([try draft.bytes()]).map(\.?.reason) == [nil]) }
            #expect(try await database.rows(.tokenTransfers).count == 6)
            #expect(try await database.ledger(of: one) == ["0: 3 = 3 + 0 + 0, 0"])
            #expect(try await database.finishBulk() == 3)
            #expect(try await database.rows(.tokenTransfers).map { $0[6] } == ["1", "1", "1"])
            // The earlier source comes first, whichever was loaded first.
            #expect(try await database.ledger(of: one) == ["0: 3 = 2 + 1 + 0, 0"])
            #expect(try await database.ledger(of: two) == ["0: 3 = 1 + 1 + 1, 0"])
            #expect(try await database.rejects().map { $0.prefix(14) } == ["0/2 conflict -"])
        }
    }

    /// The text of a reject does not tell whether a load or the end of a phase has found it.
    @Test(arguments: [true, false]) func aConflictHasTheSameTextAsInALoad(isBulk: Bool) async throws {
        try await TestDatabase.with { database in
            let source = try await database.source(
                1, columns: ["value", "block_number", "memo", "log_index", "block_timestamp", "from_address"])
            if isBulk { try await database.startBulk() }
            let value = "115792089237316195423570985008687907853269984665640564039457584007913129639935"
            var row = transfer(1, value: value, from: hexadecimal(5, bytes: 20))
            (row[7], row[8]) = ("0001-02-03 04:05:06.000789+00", hexadecimal(9, bytes: 32))
            let batch = try Draft(.tokenTransfers, source, [transfer(1), row]).bytes()
            #expect(await database.loader().load([batch]).map(\.?.reason) == [nil])
            if isBulk { try await database.finishBulk() }
            let text = "\(value),1,,0,0001-02-03 04:05:06.000789 UTC,\(hexadecimal(5, bytes: 20))"
            #expect(try await database.rejects() == ["0/2 conflict - \(text)"])
        }
    }

    @Test func aKeyMayHaveMoreRowsThanATransactionSettles() async throws {
        try await TestDatabase.with { database in
            let source = try await database.source()
            try await database.startBulk()
            let rows = (0..<500).map {
                transfer(1, value: $0 % 100 == 99 ? "9" : "1", from: $0 == 321 ? hexadecimal(3, bytes: 20) : nil)
            }
            let batch = try Draft(.tokenTransfers, source, rows).bytes()
            #expect(await database.loader().load([batch]).map(\.?.reason) == [nil])
            #expect(try await database.finishBulk(windowRows: 7) == 499)
            #expect(try await database.rows(.tokenTransfers).map { $0[4] } == [hexadecimal(3, bytes: 20)])
            #expect(try await database.ledger() == ["0: 500 = 1 + 494 + 5, 0"])
            #expect(try await SourceTable.progress(on: database.connection).first?.completed == 1)
        }
    }

    @Test func loadsWaitForTheEndAndThenMindTheKey() async throws {
        try await TestDatabase.with { database in
            let source = try await database.source()
            try await database.startBulk()
            #expect(
                await database.loader().load([try Draft(.tokenTransfers, source, [transfer(1)]).bytes()]).map(
                    \.?.reason) == [nil])
            var work = try await BulkWork(database)
            let again = try Draft(.tokenTransfers, source, 1, [transfer(1), transfer(2)]).bytes()
            async let outcome = database.loader().load([again])
            try await database.untilALoaderWaits()
            #expect(try await work.run())
            await work.close()
            #expect(await outcome.map(\.?.reason) == [nil])
            #expect(try await database.ledger() == ["0: 1 = 1 + 0 + 0, 0", "1: 2 = 1 + 1 + 0, 0"])
        }
    }

    @Test func loadsMindAKeyThatSomebodyHasAddedByHand() async throws {
        try await TestDatabase.with { database in
            let source = try await database.source()
            try await database.startBulk()
            let loader = database.loader()
            let first = try Draft(.tokenTransfers, source, [transfer(1)]).bytes()
            #expect(await loader.load([first]).map(\.?.reason) == [nil])
            try await database.connection.execute(
                "ALTER TABLE token_transfers ADD PRIMARY KEY (block_number, log_index)")
            let again = try Draft(.tokenTransfers, source, 1, [transfer(1), transfer(1, value: "7"), transfer(2)])
                .bytes()
            #expect(await loader.load([again]).map(\.?.reason) == [nil])
            #expect(try await database.finishBulk() == 0)
            #expect(try await database.ledger() == ["0: 1 = 1 + 0 + 0, 0", "1: 3 = 1 + 1 + 1, 0"])
        }
    }

    /// The server looks for the client while a statement runs, so that nobody's index keeps loads waiting.
    @Test func loadsDoNotWaitForACommandThatIsGone() async throws {
        try await TestDatabase.with { database in
            let session = try await TestDatabase.connect(database.url)
            try await BulkPhase.holdLoads(on: session)
            let settings = try await session.query(
                "SELECT current_setting('client_connection_check_interval'), current_setting('statement_timeout')")
            #expect(settings.first?.string(0) == "2s" && settings.first?.string(1) == "0")
            await session.close()
        }
    }

    @Test func aRemovalIsRefused() async throws {
        try await TestDatabase.with { database in
            let source = try await database.source()
            try await database.startBulk()
            let removal = try #require(try await SourceRemoval.of(source, on: database.connection))
            #expect(try await removal.plan(on: database.connection).refusal == .bulkPhase(.tokenTransfers))
            try await database.finishBulk()
            #expect(try await removal.plan(on: database.connection).refusal == nil)
        }
    }
}
