import Postgres
import Testing

@testable import Ledger

@Suite(.ownDatabase) struct MigratorTests {
    private let names = Migration.embedded.map(\.name)

    @Test func appliesEveryFileOnce() async throws {
        let connection = try await OwnDatabase.connect()
        #expect(try await Migrator.migrate(on: connection) == names)
        #expect(try await Migrator.migrate(on: connection) == [])
        #expect(try await Migrator.pending(on: connection) == [])
        try await Migrator.requireMigrated(on: connection)
        let rows = try await connection.query("SELECT name FROM etl.migrations ORDER BY name")
        #expect(rows.compactMap { $0.string(0) } == names)
    }

    @Test func filesAreNumberedWithoutGaps() {
        let numbers = names.map { Int($0.prefix(4)) }
        #expect(numbers == Array(1...names.count))
    }

    @Test func tellsToMigrateAnEmptyDatabase() async throws {
        let connection = try await OwnDatabase.connect()
        #expect(try await Migrator.pending(on: connection) == names)
        let error = await #expect(throws: PostgresError.self) { try await Migrator.requireMigrated(on: connection) }
        #expect(error?.fault == .configuration)
        #expect(error?.description.contains("the database is not migrated") == true)
        #expect(error?.description.contains("run `etl migrate`") == true)
    }

    @Test func migratesFromSeveralProcessesAtOnce() async throws {
        let applied = try await withThrowingTaskGroup(of: [String].self) { group in
            for _ in 0..<4 {
                group.addTask { try await Migrator.migrate(on: try await OwnDatabase.connect()) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(applied.filter { !$0.isEmpty } == [names])
        #expect(applied.count == 4)
    }

    @Test func keepsNothingOfAFileThatFails() async throws {
        let connection = try await OwnDatabase.connect()
        let good = Migration(name: "0001_good", sql: "CREATE TABLE good (id int)")
        let bad = Migration(name: "0002_bad", sql: "CREATE TABLE bad (id int); SELECT nonsense")
        let error = await #expect(throws: PostgresError.self) {
            try await Migrator.migrate(on: connection, [good, bad])
        }
        #expect(error?.sqlState == "42703")
        #expect(try await Migrator.pending(on: connection, [good, bad]) == ["0002_bad"])
        #expect(try await connection.query("SELECT to_regclass('bad')").first?.isNull(0) == true)
        let mended = Migration(name: "0002_bad", sql: "CREATE TABLE bad (id int)")
        #expect(try await Migrator.migrate(on: connection, [good, mended]) == ["0002_bad"])
    }

    @Test func refusesAFileThatChangedAfterItWasApplied() async throws {
        let connection = try await OwnDatabase.connect()
        try await Migrator.migrate(on: connection, [Migration(name: "0001_a", sql: "CREATE TABLE a (id int)")])
        let changed = [Migration(name: "0001_a", sql: "CREATE TABLE a (id bigint)")]
        let pending = await #expect(throws: PostgresError.self) { try await Migrator.pending(on: connection, changed) }
        let migrate = await #expect(throws: PostgresError.self) { try await Migrator.migrate(on: connection, changed) }
        for error in [pending, migrate] {
            #expect(error?.fault == .configuration)
            #expect(error?.description.contains("sql/0001_a.sql was changed after it was applied") == true)
        }
    }

    @Test func refusesADatabaseOfANewerProgram() async throws {
        let connection = try await OwnDatabase.connect()
        let old = Migration(name: "0001_a", sql: "CREATE TABLE a (id int)")
        let new = Migration(name: "0002_b", sql: "CREATE TABLE b (id int)")
        try await Migrator.migrate(on: connection, [old, new])
        let error = await #expect(throws: PostgresError.self) {
            try await Migrator.requireMigrated(on: connection, [old])
        }
        #expect(error?.fault == .configuration)
        #expect(error?.description.contains("newer version of this program. Unknown migrations: 0002_b.") == true)
    }

    @Test func refusesADatabaseThatCannotStoreEveryText() async throws {
        let connection = try await OwnDatabase.connect()
        let name = try #require(try await connection.query("SELECT current_database() || '_latin1'").first?.string(0))
        try await connection.execute(
            "CREATE DATABASE \(name) ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
        let latin = try await OwnDatabase.connect(to: name)
        let error = await #expect(throws: PostgresError.self) { try await Migrator.migrate(on: latin) }
        await latin.close()
        try await connection.execute("DROP DATABASE \(name)")
        #expect(error?.fault == .configuration)
        #expect(error?.description.contains("the database has the encoding LATIN1") == true)
        #expect(error?.description.contains("createdb --encoding=UTF8") == true)
    }
}
