import Bus
import ETLModels
import Ledger
import Postgres
import Testing

@testable import Loading

/// The removal of a source takes its rows, and lets the ledger forget what has to be loaded again.
@Suite struct RemovalTests {
    @Test func takesOnlyWhatTheSourceBrought() async throws {
        try await TestDatabase.with { database in
            let (first, second) = (try await database.source(1), try await database.source(2))
            await load([try Draft(.tokenTransfers, first, (1...9).map { transfer($0) }).bytes()], into: database)
            await load([try Draft(.tokenTransfers, second, (20...29).map { transfer($0) }).bytes()], into: database)
            var work = try await database.removal(of: first)
            try await work.run(on: database.connection)
            #expect(work.rows == 9 && work.forgotten == 0)
            #expect(try await database.ledger() == ["0: 10 = 10 + 0 + 0, 0"])
            #expect(try await SourceRemoval.toBeSubmitted(on: database.connection).isEmpty)
        }
    }

    @Test func whatOthersBroughtAsWellComesBackFromThem() async throws {
        try await TestDatabase.with { database in
            let (first, second) = (try await database.source(1), try await database.source(2))
            await load([try Draft(.tokenTransfers, first, (1...6).map { transfer($0) }).bytes()], into: database)
            let others = [
                try Draft(.tokenTransfers, second, 0, [transfer(1), transfer(2, value: "9"), transfer(30)]).bytes(),
                try Draft(.tokenTransfers, second, 1, [transfer(40)]).bytes(),
            ]
            await load(others, into: database)
            #expect(try await database.rejects().count == 1)
            var work = try await database.removal(of: first)
            try await work.run(on: database.connection)
            // Only the batch that had something in common is loaded again.
            #expect(try await database.ledger() == ["1: 1 = 1 + 0 + 0, 0"])
            #expect(try await database.rejects().isEmpty)
            let pending = try await SourceRemoval.toBeSubmitted(on: database.connection)
            #expect(pending.map(\.id) == [second] && pending.map(\.uri) == ["/exports/2.csv"])
            await load(others, into: database)
            #expect(try await database.ledger() == ["0: 3 = 3 + 0 + 0, 0", "1: 1 = 1 + 0 + 0, 0"])
            #expect(try await database.rows(.tokenTransfers).map { $0[6] } == ["1", "9", "1", "1"])
        }
    }

    @Test func aRetiredSourceIsExpectedAgainUntilItIsRetiredOnceMore() async throws {
        try await TestDatabase.with { database in
            let (first, second) = (try await database.source(1), try await database.source(2))
            await load([try Draft(.tokenTransfers, first, [transfer(1)]).bytes()], into: database)
            await load([try Draft(.tokenTransfers, second, [transfer(1)]).bytes()], into: database)
            #expect(try await SourceTable.retire(second, on: database.connection) == .retired)
            var work = try await database.removal(of: first)
            try await work.run(on: database.connection)
            #expect(try await SourceRemoval.toBeSubmitted(on: database.connection).map(\.id) == [second])
            #expect(try await SourceTable.retire(second, on: database.connection) == .retired)
            #expect(try await SourceRemoval.toBeSubmitted(on: database.connection).isEmpty)
        }
    }

    @Test func aCompletedValueStays() async throws {
        try await TestDatabase.with { database in
            let (first, second) = (try await database.source(1), try await database.source(2))
            var known = transfer(1)
            known[7] = nil
            await load([try Draft(.tokenTransfers, first, [known]).bytes()], into: database)
            await load([try Draft(.tokenTransfers, second, [transfer(1), transfer(2)]).bytes()], into: database)
            var work = try await database.removal(of: second)
            let plan = try await work.removal.plan(on: database.connection)
            #expect(plan.rows == 1 && plan.completed == 1 && plan.batches == 1 && plan.reloads.isEmpty)
            try await work.run(on: database.connection)
            #expect(try await database.rows(.tokenTransfers) == [transfer(1)])
        }
    }

    @Test func thePlanNamesWhatIsReadAgain() async throws {
        try await TestDatabase.with { database in
            var sources: [SourceID] = []
            for id in 1...4 { sources.append(try await database.source(id)) }
            // The first is to be removed; of the others, one has something in common, one not, one is elsewhere.
            let rows = [1...9, 5...12, 10...10, 100...103].map { $0.map { transfer($0) } }
            for (source, rows) in zip(sources, rows) {
                await load([try Draft(.tokenTransfers, source, rows).bytes()], into: database)
            }
            await load([try Draft(.tokenTransfers, sources[3], 1, rows[3]).bytes()], into: database)
            let work = try await database.removal(of: sources[0])
            let plan = try await work.removal.plan(on: database.connection)
            #expect(plan.rows == 9 && plan.batches == 1 && plan.replaced == 0 && !plan.losesRows && !plan.isBegun)
            #expect(plan.reloads == [.init(id: sources[1], uri: "/exports/2.csv", batches: 1)])
            #expect(plan.uri == "/exports/1.csv" && plan.refusal == nil)
            let copy = try await database.removal(of: sources[2]).removal.plan(on: database.connection)
            #expect(copy.rows == 0 && copy.reloads.isEmpty, "all of it was there before")
            // A plan changes nothing.
            #expect(try await database.rows(.tokenTransfers).count == 16)
        }
    }

    @Test func rowsOfForgottenBatchesAreFoundByTheNextRemoval() async throws {
        try await TestDatabase.with { database in
            let (first, second) = (try await database.source(1), try await database.source(2))
            await load([try Draft(.tokenTransfers, first, [transfer(5)]).bytes()], into: database)
            await load([try Draft(.tokenTransfers, second, (1...9).map { transfer($0) }).bytes()], into: database)
            for source in [first, second] {
                var work = try await database.removal(of: source)
                try await work.run(on: database.connection)
            }
            #expect(try await database.rows(.tokenTransfers).isEmpty)
            #expect(try await database.ledger() == [])
            #expect(try await SourceRemoval.toBeSubmitted(on: database.connection).isEmpty)
        }
    }

    @Test func aSubmissionEndsARemovalThatIsUnderWay() async throws {
        try await TestDatabase.with { database in
            let source = try await database.source(1)
            let batches = try (0..<3).map { number in
                let rows = (0..<4).map { transfer(number * 10 + $0) }
                return try Draft(.tokenTransfers, source, UInt32(number), rows).bytes()
            }
            await load(batches, into: database)
            var work = try await database.removal(of: source)
            for _ in 1...6 { try await work.step(on: database.connection) }
            #expect(work.rows > 0 && !work.isFinished)
            try await SourceTable.markSubmitted([source], on: database.connection)
            let window = RowWindow.blocks(0...100, end: 100)
            #expect(try await work.removal.clear(window, on: database.connection) == nil)
            #expect(try await work.removal.forgetMore(on: database.connection) == nil)
            #expect(try await work.removal.finish(on: database.connection) == false)
            await load(batches, into: database)
            #expect(try await database.rows(.tokenTransfers).count == 12)
            #expect(try await database.ledger().count == 3)
        }
    }

    /// The loader has decided that its record contradicts a row, and commits after the removal wants to delete the row.
    @Test func aWindowWaitsForLoadsThatAreUnderWay() async throws {
        try await TestDatabase.with { database in
            let (first, second) = (try await database.source(1), try await database.source(2))
            await load([try Draft(.tokenTransfers, first, [transfer(5)]).bytes()], into: database)
            let batch = try Draft(.tokenTransfers, second, [transfer(5, value: "9")]).bytes()
            let work = try await database.removal(of: first)
            _ = try await work.removal.begin(on: database.connection)
            try await database.connection.execute(
                """
                CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN PERFORM pg_advisory_xact_lock(42); RETURN NEW; END';
                CREATE TRIGGER wait BEFORE INSERT ON etl.rejects FOR EACH ROW EXECUTE FUNCTION wait();
                """)
            let holder = try await TestDatabase.connect(database.url)
            try await holder.execute("SELECT pg_advisory_lock(42)")
            async let outcome = database.loader().load([batch])
            try await database.untilALoaderWaits()
            let window = RowWindow.blocks(5...5, end: 5)
            let remover = try await TestDatabase.connect(database.url)
            async let cleared = work.removal.clear(window, on: remover)
            try await database.untilWaiting(2)
            await holder.close()
            #expect(await outcome.compactMap { $0 }.isEmpty)
            #expect(try await cleared == ClearedWindow(rows: 1, batches: 1))
            await remover.close()
            #expect(try await database.ledger() == [])
            await load([batch], into: database)
            #expect(try await database.rows(.tokenTransfers).map { $0[6] } == ["9"])
        }
    }

    @Test func isARemovedSourceForEverybody() async throws {
        try await TestDatabase.with { database in
            let source = try await database.source(1)
            var draft = Draft(.tokenTransfers, source, [transfer(1)])
            draft.isLast = true
            await load([try draft.bytes()], into: database)
            try await SourceTable.markSubmitted([source], on: database.connection)
            var work = try await database.removal(of: source)
            try await work.run(on: database.connection)
            let progress = try #require(try await SourceTable.progress(on: database.connection).first)
            #expect(progress.isRemoved && progress.isRetired && !progress.isOpen && !progress.isComplete)
            let states = try await SourceTable.stateCounts(stalledAfter: 900, on: database.connection)
            #expect(states.retired == 1 && states.complete == 0 && states.inProgress == 0)
            #expect(try await SourceTable.reaches(of: .tokenTransfers, on: database.connection).isEmpty)
            #expect(
                try await database.connection.query("SELECT \(LedgerTotals.incompleteSources)").first?.int(0) == 0)
        }
    }

    private func load(_ batches: [[UInt8]], into database: TestDatabase) async {
        #expect(await database.loader().load(batches).compactMap { $0 }.isEmpty)
    }
}

extension TestDatabase {
    /// Returns once some sessions wait for a lock, or after ten seconds.
    fileprivate func untilWaiting(_ sessions: Int) async throws {
        let question = """
            SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
            """
        for _ in 0..<1000 {
            guard try await connection.query(question).first?.int(0) ?? 0 < sessions else { return }
            try await connection.execute("SELECT pg_sleep(0.01)")
        }
    }
}
