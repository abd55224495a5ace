import Postgres
import Testing

@Suite(.privatePostgres) struct TransactionTests {
    @Test func commitsWhatItsBodyDid() async throws {
        let connection = try await connectionWithItems()
        let count = try await connection.transaction { connection throws(PostgresError) in
            try connection.query("INSERT INTO items VALUES (1), (2)").affectedRows
        }
        #expect(count == 2)
        #expect(try await items(on: connection) == 2)
    }

    @Test func rollsBackWhenItsBodyThrows() async throws {
        let connection = try await connectionWithItems()
        let error = await #expect(throws: PostgresError.self) {
            try await connection.transaction { connection throws(PostgresError) in
                try connection.execute("INSERT INTO items VALUES (1)")
                throw PostgresError(sqlState: "P0001", message: "enough")
            }
        }
        #expect(error?.message == "enough")
        #expect(try await items(on: connection) == 0)
    }

    @Test func failsWhenItsBodyHidesAnError() async throws {
        let connection = try await connectionWithItems()
        let error = await #expect(throws: PostgresError.self) {
            try await connection.transaction { connection throws(PostgresError) in
                try connection.execute("INSERT INTO items VALUES (1)")
                try? connection.execute("SELECT 1 / 0")
            }
        }
        #expect(error?.sqlState == .failedTransaction)
        #expect(try await items(on: connection) == 0)
    }

    @Test func takesBackACopyAndWhatCameBeforeIt() async throws {
        let connection = try await connectionWithItems()
        let batch: [Int32] = [2, 3, 2]
        let error = await #expect(throws: PostgresError.self) {
            try await connection.transaction { connection throws(PostgresError) in
                try connection.execute("INSERT INTO items VALUES (1)")
                try connection.copy(into: "items", columns: ["id"]) { writer throws(PostgresError) in
                    for id in batch {
                        writer.beginRow(fieldCount: 1)
                        writer.int32(id)
                    }
                }
            }
        }
        #expect(error?.sqlState == .uniqueViolation)
        #expect(await connection.isUsable)
        #expect(try await items(on: connection) == 0)
    }

    private func connectionWithItems() async throws -> PostgresConnection {
        let connection = try await PrivatePostgres.current().freshConnection()
        try await connection.execute("CREATE TABLE items (id int PRIMARY KEY)")
        return connection
    }

    private func items(on connection: PostgresConnection) async throws -> Int? {
        try await connection.query("SELECT count(*) FROM items").first?.int(0)
    }
}
