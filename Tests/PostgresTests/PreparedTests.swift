import Postgres
import Testing

@Suite(.privatePostgres) struct PreparedTests {
    @Test func answersWithTheBytesOfOneValue() async throws {
        let connection = try await PrivatePostgres.current().freshConnection()
        let text = try await connection.preparedText(
            "SELECT concat($1::text, $2::bigint, $3::bytea)", [.text("ü"), .integer(-1), .bytes([1])])
        #expect(text == Array("ü-1\\x01".utf8))
        #expect(try await connection.preparedText("SELECT NULL::text") == nil)
        #expect(try await connection.preparedText("SELECT 'a' WHERE false") == nil)
        #expect(try await connection.preparedText("SELECT ''") == [])
    }

    @Test func preparesAStatementOnceAndKeepsABoundedNumber() async throws {
        let connection = try await PrivatePostgres.current().freshConnection()
        let count = "SELECT count(*)::text FROM pg_prepared_statements WHERE statement LIKE 'SELECT $1::bigint + %'"
        for _ in 0..<3 { _ = try await connection.preparedText("SELECT $1::bigint + 0", [.integer(1)]) }
        #expect(try await connection.query(count).first?.int(0) == 1)
        for number in 0..<300 {
            let text = try await connection.preparedText("SELECT $1::bigint + \(number)", [.integer(1)])
            #expect(text == Array(String(number + 1).utf8))
            // Used all the time, so it never makes room.
            _ = try await connection.preparedText("SELECT $1::bigint + 0", [.integer(1)])
        }
        #expect(try await connection.query(count).first?.int(0) == 128)
        let kept = try await connection.query(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement = 'SELECT $1::bigint + 0' AND generic_plans + custom_plans > 300"
        )
        #expect(kept.first?.int(0) == 1)
    }

    @Test func survivesAStatementThatFails() async throws {
        let connection = try await PrivatePostgres.current().freshConnection()
        let wrong = await #expect(throws: PostgresError.self) { try await connection.preparedText("SELEC 1") }
        #expect(wrong?.sqlState.code == "42601")
        let zero = await #expect(throws: PostgresError.self) {
            try await connection.preparedText("SELECT (1 / $1::bigint)::text", [.integer(0)])
        }
        #expect(zero?.sqlState.code == "22012")
        #expect(try await connection.preparedText("SELECT (1 / $1::bigint)::text", [.integer(1)]) == Array("1".utf8))
    }
}
