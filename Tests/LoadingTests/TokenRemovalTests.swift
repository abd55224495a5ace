import Bus
import ETLModels
import Ledger
import Postgres
import Testing

@testable import Loading

/// Of tokens, the row of the highest block stays: a removed source may hide rows of others, and others may have hidden its own.
@Suite struct TokenRemovalTests {
    @Test func aTokenOfALowerBlockComesBack() async throws {
        try await TestDatabase.with { database in
            let ids = [1, 2, 3]
            var sources: [SourceID] = []
            for id in ids { sources.append(try await database.source(id, .tokens)) }
            let batches = [
                try Draft(.tokens, sources[0], [token(1, block: 5), token(2, block: 5)]).bytes(),
                try Draft(.tokens, sources[1], [token(1, block: 7)]).bytes(),
                try Draft(.tokens, sources[2], [token(9, block: 1)]).bytes(),
            ]
            for batch in batches { await load([batch], into: database) }
            let removal = try #require(try await SourceRemoval.of(sources[1], on: database.connection))
            let plan = try await removal.plan(on: database.connection)
            #expect(plan.rows == 1 && plan.reloads.map(\.id) == [sources[0]] && plan.refusal == nil)
            var work = RemovalWork(removal)
            try await work.run(on: database.connection)
            #expect(work.rows == 1 && work.forgotten == 1)
            await load(batches, into: database)
            #expect(try await database.rows(.tokens).map { $0[6] } == ["5", "5", "1"])
        }
    }

    @Test func nothingComesBackForATokenThatHadGivenWay() async throws {
        try await TestDatabase.with { database in
            let (first, second) = (try await database.source(1, .tokens), try await database.source(2, .tokens))
            let batches = [
                try Draft(.tokens, first, [token(1, block: 5)]).bytes(),
                try Draft(.tokens, second, [token(1, block: 7)]).bytes(),
            ]
            for batch in batches { await load([batch], into: database) }
            #expect(try await database.ledger(of: first) == ["0: 1 = 0 + 1 + 0, 0"])
            var work = try await database.removal(of: first)
            let plan = try await work.removal.plan(on: database.connection)
            #expect(plan.rows == 0 && plan.reloads.isEmpty)
            try await work.run(on: database.connection)
            #expect(work.rows == 0 && work.forgotten == 0)
            await load(batches, into: database)
            #expect(try await database.ledger() == ["0: 1 = 1 + 0 + 0, 0"])
        }
    }

    /// While a removal forgets the batches of a source, others replace rows of it. The ledger must not get rejects of a batch that it forgets:
    /// the batch could not be loaded again.
    @Test(arguments: [false, true]) func noRejectsOfAForgottenBatchRemain(isRemovalFirst: Bool) async throws {
        try await TestDatabase.with { database in
            let old = try await database.source(1, .tokens)
            let new = try await database.source(2, .tokens, replaces: true)
            await load([try Draft(.tokens, old, [token(1, symbol: "OLD")]).bytes()], into: database)
            var draft = Draft(.tokens, new, [token(1, symbol: "NEW")])
            draft.isLast = true
            let batch = try draft.bytes()
            let remover = try await TestDatabase.connect(
                database.url)
            try await remover.execute("SET application_name = 'loader'")
            let blocker = try await TestDatabase.connect(database.url)
            var work = try await database.removal(of: old)
            if isRemovalFirst {
                try await blocker.execute("BEGIN; DELETE FROM etl.batches")
                let replacing = Task { await load([batch], into: database) }
                try await database.untilALoaderWaits()
                try await blocker.execute("COMMIT")
                await replacing.value
            } else {
                // The loader waits before its COMMIT, and the removal for the loader.
                try await blocker.execute("BEGIN; SELECT FROM etl.sources WHERE source_id = '\(new)' FOR NO KEY UPDATE")
                let replacing = Task { await load([batch], into: database) }
                try await database.untilALoaderWaits()
                let removing = Task { [work] in
                    var work = work
                    try await work.step(on: remover)
                }
                try await database.untilALoader("wait_event = 'transactionid' AND query LIKE '%etl.batches%'")
                try await blocker.execute("COMMIT")
                await replacing.value
                try await removing.value
            }
            try await work.run(on: database.connection)
            #expect(try await database.rejects() == [])
            #expect(try await database.rows(.tokens) == [token(1, symbol: "NEW")])
            await remover.close()
            await blocker.close()
        }
    }

    @Test func aSourceOfAnEarlierVersionIsRefused() async throws {
        try await TestDatabase.with { database in
            let (first, second) = (try await database.source(1, .tokens), try await database.source(2, .tokens))
            await load([try Draft(.tokens, first, [token(1, block: 1)]).bytes()], into: database)
            try await database.connection.execute(
                "UPDATE etl.batches SET first_record = NULL; UPDATE tokens SET origin = NULL")
            func refusals() async throws -> [RemovalPlan.Refusal?] {
                try await [first, second].asyncMap {
                    try await database.removal(of: $0).removal.plan(on: database.connection).refusal
                }
            }
            // A token that nothing of the earlier version has given way to.
            await load([try Draft(.tokens, second, [token(2, block: 2)]).bytes()], into: database)
            #expect(try await refusals() == [.loadedByEarlierVersion(batches: 1), nil])
            await load(
                [try Draft(.tokens, second, 1, firstRecord: 2, [token(1, block: 2)]).bytes()], into: database)
            #expect(try await refusals() == [.loadedByEarlierVersion(batches: 1), .mayHideEarlierTokens(batches: 1)])
            try await database.connection.execute("DELETE FROM etl.batches WHERE source_id = '\(first)'")
        }
    }

    private func load(_ batches: [[UInt8]], into database: TestDatabase) async {
        #expect(await database.loader().load(batches).compactMap { $0 }.isEmpty)
    }
}

extension Array {
    fileprivate func asyncMap<Value>(_ transform: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}
