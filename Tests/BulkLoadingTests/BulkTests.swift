import ETLModels
import Indexing
import Ledger
import Postgres
import ServerAccess
import TableIndexes
import TestSupport
import Testing

@testable import BulkLoading

/// Bulk phases of a database of the test's own.
@Suite struct BulkTests {
    @Test func theTableLosesItsKeyAndItsIndexesAndGetsThemBack() async throws {
        try await BulkDatabase.with { database in
            let connection = database.connection
            try await connection.execute(
                """
                CREATE INDEX mine ON token_transfers USING hash (transaction_hash);
                CREATE INDEX "of my own" ON token_transfers (value) WHERE value > 7
                """)
            try await Bulk.start(.tokenTransfers, by: .operator, on: connection)
            #expect(try await database.indexes() == [])
            let phase = try #require(try await BulkStatus.all(on: connection).first)
            #expect(phase.state == "loading" && phase.startedBy == "operator" && phase.indexes == ["transaction"])
            try await database.store(rows: 100, times: 3)
            let events = try await database.finish()
            #expect(events.contains(.finished(.tokenTransfers, removed: 200)))
            #expect(
                try await database.indexes() == [
                    "\"of my own\"", "token_transfers_block_timestamp_idx", "token_transfers_pkey",
                    "token_transfers_transaction_idx",
                ])
            #expect(try await BulkStatus.all(on: connection).isEmpty)
            #expect(try await database.counts() == "100 100 200 0")
        }
    }

    @Test func anIndexComesBackWithAllThatItsOwnerHasSet() async throws {
        try await BulkDatabase.with { database in
            let connection = database.connection
            try await connection.execute(
                """
                CREATE INDEX "my own" ON token_transfers ((block_number % 10)) INCLUDE (value) WITH (fillfactor = 70);
                COMMENT ON INDEX "my own" IS 'It''s mine';
                ALTER INDEX "my own" ALTER COLUMN 1 SET STATISTICS 777;
                ALTER TABLE token_transfers CLUSTER ON "my own"
                """)
            let question = """
                SELECT concat_ws(' ', indexdef, obj_description(indexrelid, 'pg_class'), attstattarget, indisclustered)
                FROM pg_index JOIN pg_indexes ON indexname = 'my own' JOIN pg_attribute ON attrelid = indexrelid AND attnum = 1
                WHERE indexrelid = '"my own"'::regclass
                """
            let before = try await connection.query(question).first?.string(0)
            #expect(before?.hasSuffix("It's mine 777 t") == true)
            try await Bulk.start(.tokenTransfers, by: .operator, on: connection)
            try await database.finish()
            #expect(try await connection.query(question).first?.string(0) == before)
        }
    }

    @Test func refusesWhatMakesNoSense() async throws {
        try await BulkDatabase.with { database in
            let connection = database.connection
            func refusal(_ kind: RecordKind = .tokenTransfers, _ expected: Int? = nil) async throws -> String {
                do {
                    try await Bulk.start(kind, by: .operator, expected: expected, on: connection)
                    return ""
                } catch {
                    return "\(error)"
                }
            }
            #expect(try await refusal(.tokens).hasPrefix("tokens have no bulk phase"))
            let end = await #expect(throws: BulkError.self) { try await database.finish() }
            #expect("\(try #require(end))".contains("is in no bulk phase"))
            try await database.store(rows: 100, times: 1)
            #expect(try await refusal().contains("has 100 rows: say how many are to come with --expect"))
            #expect(try await refusal(.tokenTransfers, 49).contains("49 are to come"))
            try await connection.execute("UPDATE etl.batches SET first_record = NULL")
            #expect(try await refusal(.tokenTransfers, 50).contains("an earlier version"))
            try await connection.execute("UPDATE etl.batches SET first_record = 1")
            #expect(try await refusal(.tokenTransfers, 50) == "")
            #expect(try await refusal(.tokenTransfers, 50).contains("already"))
            try await database.finish()
            try await connection.execute("ALTER TABLE token_transfers DROP CONSTRAINT token_transfers_pkey")
            #expect(try await refusal(.tokenTransfers, 50).contains("add its primary key first"))
            try await connection.execute(
                "ALTER TABLE token_transfers ADD PRIMARY KEY (block_number, log_index); CREATE UNIQUE INDEX mine ON token_transfers (origin)"
            )
            #expect(try await refusal(.tokenTransfers, 50).contains("of yours beside its key"))
            try await connection.execute("SET ROLE etl_loader")
            #expect(try await refusal(.tokenTransfers, 50).contains("does not own token_transfers"))
        }
    }

    @Test func doesNotBeginBesideARemoval() async throws {
        try await BulkDatabase.with { database in
            let other = try await database.connect()
            #expect(try await SourceRemoval.takeTurn(on: other))
            await #expect(throws: BulkError.self) {
                try await Bulk.start(.tokenTransfers, by: .operator, on: database.connection)
            }
            #expect(try await database.indexes().contains("token_transfers_pkey"))
            await other.close()
        }
    }

    /// Sorting the keys needs more than the limit of temporary files, as on a full disk.
    @Test(arguments: [1, 2]) func aFullDiskLeavesEverythingAsItWas(times: Int) async throws {
        try await BulkDatabase.with { database in
            try await Bulk.start(.tokenTransfers, by: .operator, on: database.connection)
            try await database.store(rows: 60_000, times: times)
            let before = try await database.counts()
            let small = "SET temp_file_limit = '64kB'; SET work_mem = '64kB'; SET maintenance_work_mem = '1MB'"
            let error = await #expect(throws: BulkError.self) { try await database.finish(settings: small) }
            #expect("\(try #require(error))".contains("nothing is lost"))
            #expect(try await database.counts() == before)
            #expect(try await BulkStatus.all(on: database.connection).map(\.state) == ["loading"])
            try await database.finish()
            #expect(try await database.counts() == "60000 60000 \(60_000 * (times - 1)) 0")
        }
    }

    @Test func aStoppedEndGoesOnLater() async throws {
        try await BulkDatabase.with { database in
            try await Bulk.start(.tokenTransfers, by: .run, on: database.connection)
            try await database.store(rows: 10, times: 2)
            let writer = try await database.connect()
            try await writer.execute("BEGIN; UPDATE token_transfers SET value = value")
            let work = Task { try await database.finish() }
            while try await !database.waits() { try await Task.sleep(for: .milliseconds(20)) }
            #expect(try await BulkStatus.all(on: database.connection).map(\.state) == ["finishing"])
            work.cancel()
            await #expect(throws: CancellationError.self) { try await work.value }
            try await writer.execute("ROLLBACK")
            await writer.close()
            try await database.finish()
            #expect(try await database.counts() == "10 10 10 0")
        }
    }

    /// The end locks the table when it gives it its key, and waits for readers.
    @Test func aSubmitterSeesThePhaseWhileTheTableIsLocked() async throws {
        try await BulkDatabase.with { database in
            try await Bulk.start(.tokenTransfers, by: .operator, on: database.connection)
            try await database.store(rows: 3, times: 1)
            let other = try await database.connect("BEGIN; LOCK TABLE token_transfers")
            try await database.connection.execute("SET ROLE etl_submitter; SET lock_timeout = '1s'")
            #expect(try await BulkStatus.all(on: database.connection).map(\.rows) == [3])
            await other.close()
        }
    }

    @Test func aTableWithRowsKeepsItsKeyInARun() async throws {
        try await BulkDatabase.with { database in
            try await database.store(rows: 1, times: 1)
            #expect(try await !Bulk.startIfEmpty(.tokenTransfers, on: database.connection))
            try await database.connection.execute("TRUNCATE token_transfers")
            #expect(try await Bulk.startIfEmpty(.tokenTransfers, on: database.connection))
        }
    }

    @Test func indexesThatAreMissingAfterTheKeyAreBuiltByTheNextEnd() async throws {
        try await BulkDatabase.with { database in
            try await Indexes.create([.token], connect: { try await database.connect() }, onEvent: { _ in })
            try await Bulk.start(.tokenTransfers, by: .operator, on: database.connection)
            let phase = try #require(try await BulkPhase.of(.tokenTransfers, on: database.connection))
            try await phase.buildKey(on: database.connection)
            #expect(try await BulkStatus.all(on: database.connection).map(\.state) == ["building indexes"])
            #expect(
                try await database.finish().contains {
                    if case .index(.finished(.token, _)) = $0 { true } else { false }
                })
            #expect(try await database.indexes().contains("token_transfers_token_idx"))
        }
    }
}
