import Bus
import ETLModels
import Postgres
import Testing

@testable import Loading

/// Loaders that store the same keys at the same time wait for one another, and the ledger stays right.
@Suite struct ContentionTests {
    @Test(arguments: [true, false]) func waitsForATransferThatIsNotCommitted(commits: Bool) async throws {
        try await TestDatabase.with { database in
            let mine = try await database.source(1)
            let theirs = try await database.source(2)
            let insert = """
                INSERT INTO token_transfers (block_number, log_index, transaction_hash, token_address, value)
                VALUES (1, 0, '\\x01', '\\x07', 5)
                """
            let rows = [transfer(1), transfer(1), transfer(2)]
            try await load(Draft(.tokenTransfers, mine, rows), while: insert, by: theirs, commits, in: database)
            #expect(try await database.ledger(of: mine) == [commits ? "0: 3 = 1 + 0 + 2, 0" : "0: 3 = 2 + 1 + 0, 0"])
            #expect(try await database.rows(.tokenTransfers).map(\.[6]) == [commits ? "5" : "1", "1"])
        }
    }

    @Test(arguments: [true, false]) func waitsForATokenThatIsNotCommitted(commits: Bool) async throws {
        try await TestDatabase.with { database in
            let mine = try await database.source(1, .tokens)
            let theirs = try await database.source(2, .tokens)
            let insert = """
                UPDATE etl.batches SET first_record = 1;
                INSERT INTO tokens (address, symbol, origin)
                SELECT '\\x\(String(repeating: "00", count: 19))01', 'A', number::bigint << 36 | 1
                FROM etl.sources WHERE source_id = '\(theirs)'
                """
            let rows = [token(1, symbol: "B"), token(2)]
            try await load(Draft(.tokens, mine, rows), while: insert, by: theirs, commits, in: database)
            #expect(try await database.ledger(of: mine) == ["0: 2 = 2 + 0 + 0, 0"])
            #expect(try await database.ledger(of: theirs) == (commits ? ["0: 1 = 0 + 1 + 0, 0"] : []))
            #expect(try await database.rows(.tokens) == rows)
        }
    }

    @Test(arguments: [true, false]) func waitsForABatchThatIsNotCommitted(commits: Bool) async throws {
        try await TestDatabase.with { database in
            let source = try await database.source()
            let draft = Draft(.tokenTransfers, source, [transfer(1)])
            let checksum = try LoadBatch(draft.bytes()).checksum
            let blocker = try await TestDatabase.connect(database.url)
            try await blocker.execute("BEGIN")
            try await enterBatch(of: source, checksum: checksum, on: blocker)
            let load = Task { await database.loader().load([try draft.bytes()]) }
            try await database.untilALoaderWaits()
            if commits {
                try await blocker.execute(
                    """
                    INSERT INTO token_transfers (block_number, log_index, transaction_hash, token_address, value)
                    VALUES (9, 0, '\\x01', '\\x07', 5)
                    """)
            }
            try await blocker.execute(commits ? "COMMIT" : "ROLLBACK")
            #expect(try await load.value.map(\.?.reason) == [nil])
            #expect(try await database.rows(.tokenTransfers).map(\.[0]) == [commits ? "9" : "1"])
            await blocker.close()
        }
    }

    @Test func endsRightWhenLoadersTakeOverlappingBatchesInOppositeOrders() async throws {
        try await TestDatabase.with { database in
            let sources = [try await database.source(1), try await database.source(2)]
            let keys = Array(1...1500)
            for round in 0..<4 {
                let rows = keys.map { transfer(round * 10_000 + $0) }
                let up = try drafts(sources[0], UInt32(round), rows)
                let down = try drafts(sources[1], UInt32(round), rows.reversed())
                async let one = database.loader().loadAtLast(up + down)
                async let two = database.loader().loadAtLast(down.reversed() + up.reversed())
                async let three = database.loader().loadAtLast(down)
                let outcomes = await one + two + three
                #expect(outcomes.allSatisfy { $0 == nil })
            }
            #expect(try await database.rows(.tokenTransfers).count == 4 * keys.count)
            let totals = try await database.connection.query("SELECT sum(duplicates), sum(rejected) FROM etl.batches")
            #expect(totals.first?.int(0) == 4 * keys.count)
            #expect(totals.first?.int(1) == 0)
        }
    }

    private func drafts(_ source: SourceID, _ round: UInt32, _ rows: [Row]) throws -> [[UInt8]] {
        let middle = rows.count / 2
        let first = UInt64(round) * UInt64(rows.count) + 1
        return [
            try Draft(.tokenTransfers, source, round * 2, firstRecord: first, Array(rows[..<middle])).bytes(),
            try Draft(
                .tokenTransfers, source, round * 2 + 1, firstRecord: first + UInt64(middle), Array(rows[middle...])
            ).bytes(),
        ]
    }

    /// Loads a batch during another transaction that has stored a row of another source; then ends that transaction.
    private func load(
        _ draft: Draft, while insert: String, by source: SourceID, _ commits: Bool, in database: TestDatabase
    ) async throws {
        let blocker = try await TestDatabase.connect(database.url)
        try await blocker.execute("BEGIN")
        try await enterBatch(of: source, checksum: 0, on: blocker)
        try await blocker.execute(insert)
        let load = Task { await database.loader().load([try draft.bytes()]) }
        try await database.untilALoaderWaits()
        try await blocker.execute(commits ? "COMMIT" : "ROLLBACK")
        #expect(try await load.value.map(\.?.description) == [nil])
        await blocker.close()
    }

    private func enterBatch(of source: SourceID, checksum: Int64, on connection: PostgresConnection) async throws {
        _ = try await connection.query(
            "INSERT INTO etl.batches VALUES ($1, 0, 1, 1, 0, 0, 0, $2, false, 1)",
            [.uuid(source.bytes), .integer(checksum)])
    }
}
