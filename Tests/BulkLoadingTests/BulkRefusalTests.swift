import ETLModels
import Ledger
import Postgres
import TestSupport
import Testing

@testable import BulkLoading

/// Tables of a user that cannot lose their key, or could not get it back.
@Suite struct BulkRefusalTests {
    /// What stands in the way of a phase, and a part of the reason.
    static let obstacles = [
        (
            "CREATE TABLE note (block bigint, log int, FOREIGN KEY (block, log) REFERENCES token_transfers)",
            "note_block_log_fkey"
        ),
        ("CREATE VIEW sums AS SELECT block_number, log_index, value FROM token_transfers GROUP BY 1, 2", "view sums"),
        ("CREATE PUBLICATION changes FOR TABLE token_transfers", "is published"),
        ("CREATE PUBLICATION changes FOR ALL TABLES", "is published"),
        (
            """
            CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
            CREATE TRIGGER mine AFTER INSERT ON token_transfers FOR EACH ROW EXECUTE FUNCTION note()
            """, "has a trigger"
        ),
        ("CREATE TABLE part () INHERITS (token_transfers)", "has partitions"),
        (
            """
            CREATE TABLE whole (LIKE token_transfers INCLUDING ALL) PARTITION BY RANGE (block_number);
            CREATE TABLE part PARTITION OF whole DEFAULT; DROP TABLE token_transfers CASCADE;
            ALTER TABLE whole RENAME TO token_transfers; ALTER INDEX whole_pkey RENAME TO token_transfers_pkey
            """, "has partitions"
        ),
        (
            """
            ALTER TABLE token_transfers OWNER TO etl_loader; GRANT SELECT ON ALL TABLES IN SCHEMA etl TO etl_loader;
            REVOKE CREATE ON SCHEMA public FROM etl_loader, PUBLIC; SET ROLE etl_loader
            """, "without the privileges CREATE"
        ),
    ]

    @Test(arguments: obstacles.indices) func aRunKeepsTheKeyThatItCouldNotTakeOrGiveBack(obstacle: Int) async throws {
        let (statements, reason) = Self.obstacles[obstacle]
        try await BulkDatabase.with { database in
            let connection = database.connection
            try await connection.execute(statements)
            let error = await #expect(throws: BulkError.self) {
                try await Bulk.start(.tokenTransfers, by: .operator, on: connection)
            }
            #expect("\(try #require(error))".contains(reason))
            #expect(try await !Bulk.startIfEmpty(.tokenTransfers, on: connection))
            try await connection.execute("RESET ROLE")
            #expect(try await BulkStatus.all(on: connection).isEmpty)
            #expect(try await database.indexes().contains("token_transfers_pkey"))
        }
    }

    /// Limits of a role are for queries; those of the start are its own.
    @Test func theStartWaitsForReadersLongerThanAStatementMay() async throws {
        try await BulkDatabase.with { database in
            let connection = database.connection
            let reader = try await database.connect("BEGIN; SELECT FROM token_transfers")
            try await connection.execute("SET statement_timeout = '200ms'")
            async let hasBegun = Bulk.startIfEmpty(.tokenTransfers, on: connection)
            try await reader.execute("SELECT pg_sleep(0.6); COMMIT")
            #expect(try await hasBegun)
            await reader.close()
        }
    }

    @Test func aTriggerThatIsDisabledIsNoObstacle() async throws {
        try await BulkDatabase.with { database in
            try await database.connection.execute(
                """
                CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
                CREATE TRIGGER mine AFTER INSERT ON token_transfers FOR EACH ROW EXECUTE FUNCTION note();
                ALTER TABLE token_transfers DISABLE TRIGGER mine
                """)
            #expect(try await Bulk.startIfEmpty(.tokenTransfers, on: database.connection))
        }
    }
}
