import ETLModels
import LocalServers
import Postgres
import TestSupport
import Testing

@testable import Ledger

/// The role `etl_submitter` of `sql/0012`, and what the migration takes from everybody.
@Suite(.serialized, .timeLimit(.minutes(5))) struct SubmitterTests {
    private let entry = SourceEntry(
        id: SourceID(uri: "/a.csv", size: 1, modified: 0), uri: "/a.csv", kind: .tokens, format: "csv",
        columns: ["address"], bytes: 100, modified: 1_500_000_000, batchRecords: 1000)

    @Test func submitsRetiresAndReadsTheProgressAndNothingElse() async throws {
        try await withServer { server in
            let owner = try await connect(server, as: nil, to: "etl")
            try await Migrator.migrate(on: owner)
            try await owner.execute("CREATE ROLE submitter LOGIN PASSWORD 'submitter' IN ROLE etl_submitter")
            let submitter = try await connect(server, as: "submitter", to: "etl")
            try await expectSubmission(on: submitter)
            try await expectNothingElse(on: submitter)
            await submitter.close()
            await owner.close()
        }
    }

    private func expectSubmission(on connection: PostgresConnection) async throws {
        try await Migrator.requireMigrated(on: connection)
        #expect(try await ChainTable.chain(on: connection) == .ethereum)
        let file = SourceFileState(uri: entry.uri, bytes: entry.bytes, modified: entry.modified)
        #expect(try await SourceTable.submittedStates(of: [file], on: connection) == [.unknown])
        let registered = try await SourceTable.register([entry], on: connection)
        #expect(registered == [entry.id: .needsJob(batchRecords: 1000)])
        try await SourceTable.markSubmitted([entry.id], on: connection)
        #expect(try await SourceTable.progress(on: connection).map(\.isOpen) == [true])
        #expect(try await SourceTable.retire(entry.id, on: connection) == .retired)
        #expect(try await SourceTable.record(of: entry.id, on: connection)?.batchRecords == 1000)
        #expect(try await RejectTable.reasons(of: entry.id, on: connection).isEmpty)
        #expect(try await BatchTable.recentPaces(on: connection).isEmpty)
        #expect(try await BatchTable.loadedSequences(among: [entry.id: [0]], on: connection).isEmpty)
        // What `etl follow --tokens` needs.
        #expect(try await connection.query("SELECT token_address FROM token_transfers WHERE block_number = 1").isEmpty)
        #expect(try await connection.query("SELECT FROM tokens WHERE address = ''").isEmpty)
        try await TokenLooks.note(1..<5, of: "ab", on: connection)
        #expect(try await TokenLooks.blocks(of: "ab", on: connection) == 1..<5)
    }

    private func expectNothingElse(on connection: PostgresConnection) async throws {
        for statement in [
            "INSERT INTO tokens (address) VALUES ('')", "SELECT symbol FROM tokens",
            "SELECT value FROM token_transfers",
            "DELETE FROM tokens", "DELETE FROM token_transfers",
            "INSERT INTO etl.batches (source_id) VALUES (gen_random_uuid())", "UPDATE etl.batches SET loaded = 0",
            "INSERT INTO etl.rejects (source_id) VALUES (gen_random_uuid())", "SELECT raw FROM etl.rejects",
            "UPDATE etl.sources SET uri = ''", "UPDATE etl.sources SET batches = 0", "DELETE FROM etl.sources",
            "DELETE FROM etl.migrations", "UPDATE etl.chain SET chain_id = 2", "TRUNCATE etl.sources",
            "DROP TABLE etl.sources", "DROP TABLE tokens", "CREATE TABLE more ()", "CREATE TABLE etl.more ()",
            "CREATE TEMPORARY TABLE more ()", "CREATE SCHEMA more", "SELECT etl.grant_roles()", "SELECT lo_create(0)",
        ] {
            let error = await #expect(throws: PostgresError.self) { try await connection.execute(statement) }
            #expect(error?.sqlState == .insufficientPrivilege, "\(statement)")
        }
        let error = await #expect(throws: PostgresError.self) { try await Migrator.migrate(on: connection) }
        #expect(error?.sqlState == .insufficientPrivilege)
    }

    @Test func anOwnerTakesTemporaryTablesFromEverybodyOnceAndIsToldTheRest() async throws {
        try await withServer { server in
            try await server.psql("CREATE ROLE plain LOGIN PASSWORD 'plain'")
            try await server.psql("CREATE DATABASE plain OWNER plain")
            let owner = try await connect(server, as: "plain", to: "plain")
            try await Migrator.migrate(on: owner)
            #expect(try await everybodyMakesTables(server, in: "plain") == "f")
            let advice = try #require(try await Migrator.adviceOnEverybody(on: owner))
            #expect(advice.contains("REVOKE EXECUTE ON FUNCTION lo_creat(integer), ") && !advice.contains("TEMPORARY"))
            // The advice is complete.
            let statements = try #require(advice.firstMatch(of: /“(.*)”/)).1
            try await server.psql(database: "plain", String(statements))
            #expect(try await Migrator.adviceOnEverybody(on: owner) == nil)
            // The owner still migrates and loads.
            try await owner.execute("DO $$ BEGIN END $$; CREATE TEMPORARY TABLE more ()")
            // What an administrator gives back stays.
            try await server.psql("GRANT TEMPORARY ON DATABASE plain TO PUBLIC")
            try await Migrator.migrate(on: owner)
            #expect(try await everybodyMakesTables(server, in: "plain") == "t")
            #expect(try await Migrator.adviceOnEverybody(on: owner)?.contains("REVOKE TEMPORARY") == true)
            await owner.close()
        }
    }

    @Test func aDatabaseWithTablesOfOthersIsLeftAsItIs() async throws {
        try await withServer { server in
            try await server.psql("CREATE ROLE other LOGIN")
            try await server.psql("CREATE DATABASE shared")
            try await server.psql(
                database: "shared", "CREATE SCHEMA other AUTHORIZATION other; SET ROLE other; CREATE TABLE other.own ()"
            )
            let owner = try await connect(server, as: nil, to: "shared")
            try await Migrator.migrate(on: owner)
            #expect(try await everybodyMakesTables(server, in: "shared") == "t")
            let advice = try await Migrator.adviceOnEverybody(on: owner)
            #expect(advice?.contains("REVOKE TEMPORARY ON DATABASE shared FROM PUBLIC;") == true)
            await owner.close()
        }
    }

    private func everybodyMakesTables(_ server: LocalPostgres, in database: String) async throws -> String {
        try await server.psql(
            database: database, "SELECT has_database_privilege('pg_monitor', current_database(), 'TEMPORARY')")
    }

    private func withServer(_ body: (LocalPostgres) async throws -> Void) async throws {
        let server = try await TestServers.dedicatedPostgres()
        do {
            try await body(server)
            await server.stop()
        } catch {
            await server.stop()
            throw error
        }
    }

    /// - Parameter user: nil for the administrator.
    private func connect(
        _ server: LocalPostgres, as user: String?, to database: String
    ) async throws -> PostgresConnection {
        let url = user.map { "postgresql://\($0):\($0)@127.0.0.1:\(server.port)/\(database)" }
        return try await .connect(
            PostgresConfiguration(url: url ?? server.url(database: database), applicationName: "tests"))
    }
}
