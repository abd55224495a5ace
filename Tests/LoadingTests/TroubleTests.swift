import Bus
import ETLModels
import LocalServers
import Postgres
import TestSupport
import Testing

@testable import Loading

/// Faults that no batch has caused are never blamed on a batch.
@Suite struct TroubleTests {
    @Test func connectsAgainAfterItsSessionWasEnded() async throws {
        try await TestDatabase.with { database in
            let source = try await database.source()
            let loader = database.loader()
            #expect(
                await loader.load([try Draft(.tokenTransfers, source, [transfer(1)]).bytes()]).map(\.?.reason) == [nil])
            try await database.endLoaders()
            let next = try Draft(.tokenTransfers, source, 1, firstRecord: 2, [transfer(2)]).bytes()
            #expect(await loader.load([next]).map(\.?.fault) == [.infrastructure])
            #expect(await loader.load([next]).map(\.?.reason) == [nil])
            #expect(try await database.rows(.tokenTransfers) == [transfer(1), transfer(2)])
        }
    }

    @Test func storesNothingWhenItsSessionEndsWithinATransaction() async throws {
        try await TestDatabase.with { database in
            let source = try await database.source()
            let loader = database.loader()
            let blocker = try await TestDatabase.connect(database.url)
            try await blocker.execute("BEGIN; LOCK TABLE token_transfers IN EXCLUSIVE MODE")
            let batches = try [
                Draft(.tokenTransfers, source, [transfer(1)]), Draft(.tokenTransfers, source, 1, [transfer(2)]),
            ].map { try $0.bytes() }
            let load = Task { await loader.load(batches) }
            try await database.untilALoaderWaits()
            try await database.endLoaders()
            #expect(await load.value.map(\.?.fault) == [.infrastructure, .infrastructure])
            #expect(try await database.ledger().isEmpty)
            try await blocker.execute("ROLLBACK")
            #expect(await loader.load(batches).map(\.?.reason) == [nil, nil])
            #expect(try await database.rows(.tokenTransfers) == [transfer(1), transfer(2)])
            await blocker.close()
        }
    }

    @Test func saysWhatToDoAboutADatabaseThatIsNotMigrated() async throws {
        try await TestDatabase.withEmpty { url in
            let database = TestDatabase(url: url, connection: try await TestDatabase.connect(url))
            let source = SourceID(uri: "/a.csv", size: 1, modified: 0)
            let batch = try Draft(.tokenTransfers, source, [transfer(1)]).bytes()
            let loader = database.loader()
            let outcomes = await loader.load([batch, batch])
            #expect(outcomes.map(\.?.fault) == [.configuration, .configuration])
            #expect(outcomes[0]?.description.contains("run `etl migrate`") == true)
            _ = try await TestDatabase.migrated(url)
            _ = try await database.connection.query(
                """
                INSERT INTO etl.sources (source_id, uri, kind, format, bytes, modified_at, batch_records)
                VALUES ($1, '/a.csv', 'token_transfers', 'csv', 1, now(), 1000)
                """, [.uuid(source.bytes)])
            #expect(await loader.load([batch]).map(\.?.reason) == [nil])
        }
    }

    @Test(arguments: RecordKind.allCases) func saysWhatToDoAboutAMissingTable(kind: RecordKind) async throws {
        try await TestDatabase.withEmpty { url in
            let database = try await TestDatabase.migrated(url)
            let source = try await database.source(1, kind)
            let row = kind == .tokens ? token(1) : transfer(1)
            let batch = try Draft(kind, source, [row]).bytes()
            let loader = database.loader()
            try await database.connection.execute("DROP TABLE \(kind.name) CASCADE")
            let outcomes = await loader.load([batch])
            #expect(outcomes.map(\.?.fault) == [.configuration])
            #expect(outcomes[0]?.description.contains("run `etl migrate`") == true)
            #expect(try await database.ledger().isEmpty)
        }
    }

    @Test func waitsForAServerThatIsGone() async throws {
        let server = try await TestServers.dedicatedPostgres()
        do {
            let database = try await TestDatabase.migrated(server.url)
            let batch = try Draft(.tokenTransfers, try await database.source(), [transfer(1)]).bytes()
            let fresh = database.loader()
            let connected = database.loader()
            #expect(await connected.load([batch]).map(\.?.reason) == [nil])
            await server.kill()
            for loader in [fresh, connected, connected] {
                #expect(await loader.load([batch, batch]).map(\.?.fault) == [.infrastructure, .infrastructure])
            }
            try await server.restart()
            let after = TestDatabase(url: server.url, connection: try await TestDatabase.connect(server.url))
            #expect(await connected.load([batch]).map(\.?.reason) == [nil])
            #expect(await fresh.load([batch]).map(\.?.reason) == [nil])
            #expect(try await after.ledger() == ["0: 1 = 1 + 0 + 0, 0"])
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    @Test func asksForItsOwnKindOfTransactionWhateverTheDatabasesDefaultIs() async throws {
        try await TestDatabase.with { database in
            try await database.connection.execute(
                """
                DO $$ BEGIN
                    EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database());
                    EXECUTE format('ALTER DATABASE %I SET default_transaction_isolation = serializable', current_database());
                END $$;
                CREATE TABLE seen (durability text, isolation text);
                CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    INSERT INTO seen
                    VALUES (current_setting('synchronous_commit'), current_setting('transaction_isolation'));
                    RETURN NULL;
                END $$;
                CREATE CONSTRAINT TRIGGER see AFTER INSERT ON etl.batches DEFERRABLE INITIALLY DEFERRED
                    FOR EACH ROW EXECUTE FUNCTION see()
                """)
            let fresh = try await TestDatabase.connect(database.url)
            #expect(try await fresh.query("SHOW synchronous_commit").first?.string(0) == "off")
            await fresh.close()
            let source = try await database.source()
            let loader = database.loader()
            for sequence in 0..<3 as Range<UInt32> {
                let rows = [transfer(1), transfer(Int(sequence))]
                let batch = try Draft(.tokenTransfers, source, sequence, rows).bytes()
                #expect(await loader.load([batch]).map(\.?.reason) == [nil])
            }
            let seen = try await database.connection.query("SELECT durability || ', ' || isolation FROM seen")
            #expect(seen.map { $0.string(0) } == Array(repeating: "on, read committed", count: 3))
        }
    }

    @Test func holdsABatchThatTheLedgerNeitherHasNorTakes() async throws {
        try await TestDatabase.with { database in
            try await database.connection.execute(
                """
                CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
                CREATE TRIGGER skip BEFORE INSERT ON etl.batches FOR EACH ROW EXECUTE FUNCTION skip()
                """)
            let batch = try Draft(.tokenTransfers, try await database.source(), [transfer(1)]).bytes()
            let loader = database.loader()
            #expect(await loader.load([batch]).map(\.?.fault) == [.infrastructure])
            try await database.connection.execute("DROP TRIGGER skip ON etl.batches")
            #expect(await loader.load([batch]).map(\.?.fault) == [nil])
        }
    }
}
