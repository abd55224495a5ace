import Bus
import Dispatch
import ETLModels
import Postgres
import Testing

@testable import Loading

/// Sessions of one process that are about to store the same keys.
@Suite(.timeLimit(.minutes(2))) struct PendingKeysTests {
    @Test func aGroupLeavesKeysToThoseThatHadThemFirst() throws {
        let (keys, groups) = (PendingKeys(), (0..<4).map { _ in PendingGroup() })
        let first = keys.enter(groups[0], try rows(1...5))
        #expect(first.rows.isEmpty && first.others.isEmpty)
        let second = keys.enter(groups[1], try rows(4...8))
        #expect(second.rows == [0, 1] && second.others.map(ObjectIdentifier.init) == [ObjectIdentifier(groups[0])])
        let third = keys.enter(groups[2], try rows(5...9))
        #expect(third.rows == [0, 1, 2, 3] && third.others.count == 2)
        for group in groups[0...2] { group.finish() }
        let last = keys.enter(groups[3], try rows(1...9))
        #expect(last.rows.isEmpty && last.others.isEmpty)
    }

    @Test func waitsForEachOfThemOnce() throws {
        let groups = (0..<2).map { _ in PendingGroup() }
        for group in groups { group.finish() }
        for _ in 0..<2 { try PendingGroup.wait(for: groups) }
        let error = #expect(throws: LoadError.self) { try PendingGroup.wait(for: [PendingGroup()], .milliseconds(1)) }
        guard case .database(let error) = error else { return }
        #expect(error.sqlState == .serializationFailure)
    }

    @Test func aSessionCopiesItsOwnRowsWhileAnotherHasAKeyOfThem() async throws {
        try await TestDatabase.with { database in
            let source = try await database.source(1, .tokens)
            let batches = try [[token(1), token(2)], [token(2, symbol: "B"), token(3)]].enumerated().map {
                try Draft(.tokens, source, UInt32($0), firstRecord: UInt64(2 * $0) + 1, $1).bytes()
            }
            let blocker = try await TestDatabase.connect(database.url)
            try await blocker.execute(
                "BEGIN; INSERT INTO tokens (address) VALUES ('\\x\(String(repeating: "00", count: 19))01')")
            let turns = WriteTurns(connections: 4)
            let loaders = (0..<2).map { _ in database.loader(settlement: KeySettlement(turns: turns)) }
            let first = Task { await loaders[0].load([batches[0]]) }
            try await database.untilALoaderWaits()
            let second = Task { await loaders[1].load([batches[1]]) }
            // Its server has nothing to do: it waits in the process.
            try await database.untilALoader("state = 'idle in transaction' AND query LIKE 'COPY%'")
            try await blocker.execute("ROLLBACK")
            #expect(await first.value.map(\.?.description) == [nil])
            #expect(await second.value.map(\.?.description) == [nil])
            #expect(try await database.ledger() == ["0: 2 = 1 + 1 + 0, 0", "1: 2 = 2 + 0 + 0, 0"])
            #expect(try await database.rows(.tokens) == [token(1), token(2, symbol: "B"), token(3)])
            await blocker.close()
        }
    }

    @Test func aSessionThatWaitsTooLongHasTheTableForItself() async throws {
        try await TestDatabase.with { database in
            let source = try await database.source(1, .tokens)
            let turns = WriteTurns(connections: 4)
            let batch = try Draft(.tokens, source, [token(1), token(2)]).bytes()
            let rows = try #require(try EncodedRows([LoadBatch(batch)], .tokens))
            let stuck = PendingGroup()
            _ = turns.pending.enter(stuck, rows)
            let loader = database.loader(settlement: KeySettlement(turns: turns))
            #expect(await loader.load([batch]).map(\.?.description) == [nil])
            #expect(try await database.ledger() == ["0: 2 = 2 + 0 + 0, 0"])
        }
    }

    @Test func aSessionThatWaitsForAnotherHoldsNoBatchThatItNeeds() async throws {
        try await TestDatabase.with { database in
            let source = try await database.source(1, .tokens)
            let batches = try [
                [token(8, block: 1), token(9, block: 1)], [token(1), token(2), token(8, block: 2)],
                [token(2), token(3), token(9, block: 2)],
            ].enumerated().map { try Draft(.tokens, source, UInt32($0), $1).bytes() }
            let turns = WriteTurns(connections: 4)
            let loaders = (0..<2).map { _ in database.loader(settlement: KeySettlement(turns: turns)) }
            #expect(await loaders[0].load([batches[0]]).map(\.?.description) == [nil])
            let blocker = try await TestDatabase.connect(database.url)
            try await blocker.execute(
                "BEGIN; INSERT INTO tokens (address) VALUES ('\\x\(String(repeating: "00", count: 19))01')")
            let first = Task { await loaders[0].load([batches[1]]) }
            try await database.untilALoaderWaits()
            let second = Task { await loaders[1].load([batches[2]]) }
            try await database.untilALoader("state = 'idle in transaction' AND state_change < now() - interval '0.5 s'")
            let free = try await blocker.query("SELECT FROM etl.batches FOR UPDATE SKIP LOCKED")
            #expect(free.count == 1, "the first session corrects the counts of this batch")
            try await blocker.execute("ROLLBACK")
            #expect(await first.value.map(\.?.description) == [nil])
            #expect(await second.value.map(\.?.description) == [nil])
            #expect(
                try await database.ledger() == [
                    "0: 2 = 0 + 2 + 0, 0", "1: 3 = 3 + 0 + 0, 0", "2: 3 = 2 + 1 + 0, 0",
                ])
            await blocker.close()
        }
    }

    @Test func aSessionHasNoKeysBeforeItMayWriteTheTable() async throws {
        try await TestDatabase.with { database in
            let source = try await database.source(1, .tokens)
            let turns = WriteTurns(connections: 4)
            let batch = try Draft(.tokens, source, [token(1), token(2)]).bytes()
            let rows = try #require(try EncodedRows([LoadBatch(batch)], .tokens))
            let merging = try await TestDatabase.connect(database.url)
            try await merging.execute("BEGIN; \(MergeStatements(RecordKind.tokens.schema).lockForMerge)")
            let loader = database.loader(settlement: KeySettlement(turns: turns))
            let load = Task { await loader.load([batch]) }
            try await database.untilALoaderWaits()
            // Whoever waits for the session would keep the one that has the table for itself from the end of its work.
            let probe = PendingGroup()
            #expect(turns.pending.enter(probe, rows).others.isEmpty)
            probe.finish()
            try await merging.execute("COMMIT")
            #expect(await load.value.map(\.?.description) == [nil])
            await merging.close()
        }
    }

    private func rows(_ numbers: ClosedRange<Int>) throws -> EncodedRows {
        let draft = Draft(.tokens, SourceID(uri: "/a.csv", size: 1, modified: 0), numbers.map { token($0) })
        return try #require(try EncodedRows([LoadBatch(draft.bytes())], .tokens))
    }
}
