import LocalServers
import Postgres
import TestSupport
import Testing

@testable import Ledger

/// The roles of `sql/0006`, on the suite's own server, since roles belong to all databases of a server.
@Suite(.serialized, .timeLimit(.minutes(5))) struct RolesTests {
    @Test func areMadeOrWaitedForAndGrantedOnce() async throws {
        let server = try await TestServers.dedicatedPostgres()
        do {
            try await expectMigrationWithoutRoles(server)
            try await expectGrantsOnceAnAdministratorHasMadeThem(server)
            try await expectMigrationsOfTwoDatabasesAtOnce(server)
            await server.stop()
        } catch {
            await server.stop()
            throw error
        }
    }

    /// Expects a migration by an owner of a database who has no right to create roles.
    private func expectMigrationWithoutRoles(_ server: LocalPostgres) async throws {
        try await server.psql("CREATE ROLE plain LOGIN PASSWORD 'plain'")
        try await server.psql("CREATE DATABASE plain OWNER plain")
        let connection = try await connect(server, as: "plain", to: "plain")
        try await Migrator.migrate(on: connection)
        try await Migrator.requireMigrated(on: connection)
        let advice = try #require(try await Migrator.adviceOnRoles(on: connection))
        #expect(advice.contains("plain cannot create roles"))
        let statements = ["etl_loader", "etl_reader", "etl_submitter", "etl_console"].map {
            "CREATE ROLE \($0) NOLOGIN;"
        }
        #expect(advice.contains(statements.joined(separator: " ")))
        await connection.close()
    }

    private func expectGrantsOnceAnAdministratorHasMadeThem(_ server: LocalPostgres) async throws {
        try await server.psql(
            "CREATE ROLE etl_loader; CREATE ROLE etl_reader; CREATE ROLE etl_submitter; CREATE ROLE etl_console")
        let connection = try await connect(server, as: "plain", to: "plain")
        #expect(try await Migrator.migrate(on: connection) == [])
        #expect(try await Migrator.adviceOnRoles(on: connection) == nil)
        await connection.close()
        let question =
            "SELECT string_agg(privilege_type, ' ' ORDER BY privilege_type) FROM information_schema.role_table_grants"
        func grants(_ role: String, _ table: String) async throws -> String {
            try await server.psql(
                database: "plain", "\(question) WHERE grantee = '\(role)' AND table_name = '\(table)'")
        }
        #expect(try await grants("etl_loader", "token_transfers") == "INSERT SELECT")
        #expect(try await grants("etl_loader", "tokens") == "INSERT SELECT UPDATE")
        #expect(try await grants("etl_loader", "rejects") == "INSERT")
        #expect(try await grants("etl_loader", "sources") == "")
        #expect(try await grants("etl_reader", "token_transfers_with_tokens") == "SELECT")
        #expect(try await grants("etl_reader", "sources") == "SELECT")
        #expect(try await grants("etl_submitter", "sources") == "SELECT")
        #expect(try await grants("etl_submitter", "tokens") == "")
        #expect(try await grants("etl_console", "token_transfers") == "SELECT")
        #expect(try await grants("etl_console", "sources") == "SELECT")
        for role in ["etl_reader", "etl_submitter", "etl_console"] {
            #expect(try await grants(role, "actions") == "SELECT", "only columns of what is added")
        }
    }

    private func expectMigrationsOfTwoDatabasesAtOnce(_ server: LocalPostgres) async throws {
        try await server.psql("DROP DATABASE plain")
        try await server.psql("DROP ROLE etl_loader, etl_reader, etl_submitter, etl_console")
        let names = ["one", "two", "three"]
        for name in names { try await server.psql("CREATE DATABASE \(name)") }
        try await withThrowingTaskGroup { group in
            for name in names {
                group.addTask {
                    let configuration = PostgresConfiguration(url: server.url(database: name), applicationName: "tests")
                    let connection = try await PostgresConnection.connect(configuration)
                    try await Migrator.migrate(on: connection)
                    await connection.close()
                }
            }
            try await group.waitForAll()
        }
        for name in names {
            let granted = "SELECT has_schema_privilege('etl_loader', 'etl', 'USAGE')"
            #expect(try await server.psql(database: name, granted) == "t")
        }
    }

    @Test func readerReadsAndWritesNothing() async throws {
        let server = try await TestServers.dedicatedPostgres()
        do {
            let owner = try await PostgresConnection.connect(
                PostgresConfiguration(url: server.url, applicationName: "tests"))
            try await Migrator.migrate(on: owner)
            try await owner.execute("CREATE ROLE reader LOGIN PASSWORD 'reader' IN ROLE etl_reader")
            await owner.close()
            try await expectReadOnly(try await connect(server, as: "reader", to: "etl"))
            await server.stop()
        } catch {
            await server.stop()
            throw error
        }
    }

    private func expectReadOnly(_ reader: PostgresConnection) async throws {
        try await Migrator.requireMigrated(on: reader)
        #expect(try await SourceTable.progress(on: reader).isEmpty)
        for relation in [
            "tokens", "token_transfers", "token_transfers_with_tokens", "etl.sources", "etl.batches", "etl.rejects",
        ] {
            #expect(try await reader.query("SELECT * FROM \(relation)").isEmpty)
        }
        for statement in [
            "INSERT INTO tokens (address) VALUES ('')", "DELETE FROM tokens", "UPDATE etl.batches SET loaded = 0",
            "TRUNCATE etl.rejects", "DROP VIEW token_transfers_with_tokens", "CREATE TABLE more ()",
            "CREATE TABLE etl.more ()", "SELECT etl.grant_roles()", "CREATE TEMPORARY TABLE more ()",
            "SELECT lo_create(0)",
            "SELECT lo_creat(-1)", "SELECT lo_from_bytea(0, 'x')", "DO $$ BEGIN END $$",
        ] {
            let error = await #expect(throws: PostgresError.self) { try await reader.execute(statement) }
            #expect(error?.sqlState == .insufficientPrivilege, "\(statement)")
        }
        await reader.close()
    }

    private func connect(
        _ server: LocalPostgres, as user: String, to database: String
    ) async throws -> PostgresConnection {
        let url = "postgresql://\(user):\(user)@127.0.0.1:\(server.port)/\(database)"
        return try await .connect(PostgresConfiguration(url: url, applicationName: "tests"))
    }
}
