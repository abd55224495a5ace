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

    @Test func answersSeveralStatementsInOneRoundTripInTheirOrder() async throws {
        let connection = try await PrivatePostgres.current().freshConnection()
        let texts = await connection.texts(of: (0..<40).map { ("SELECT ($1::bigint * 2)::text", $0) })
        #expect(texts.found == (0..<40).map { String($0 * 2) })
        #expect(texts.error == nil)
        let none = await connection.texts(of: [
            ("SELECT NULL::text WHERE $1::bigint = 0", 0), ("SELECT $1::bigint", 7),
        ])
        #expect(none.found == [nil, "7"])
    }

    @Test func aFailureOfSeveralStatementsEndsThemAndLeavesTheSessionUsable() async throws {
        let connection = try await PrivatePostgres.current().freshConnection()
        let divide = "SELECT (10 / $1::bigint)::text"
        let texts = await connection.texts(of: [(divide, 5), (divide, 0), (divide, 2)])
        #expect(texts.found == ["2"])
        #expect(texts.error?.sqlState.code == "22012")
        #expect(try await connection.preparedText(divide, [.integer(10)]) == Array("1".utf8))
        let wrong = await connection.texts(of: [(divide, 1), ("SELEC $1", 1)])
        #expect(wrong.found.isEmpty && wrong.error?.sqlState.code == "42601")
        #expect(await connection.isUsable)
    }

    @Test func aSessionThatEndsAmongSeveralStatementsSaysSo() async throws {
        let connection = try await PrivatePostgres.current().freshConnection()
        let end = "SELECT pg_terminate_backend(pg_backend_pid())::text WHERE $1::bigint = 1"
        let texts = await connection.texts(of: [("SELECT $1::bigint", 3), (end, 1), ("SELECT $1::bigint", 4)])
        #expect(!texts.found.contains("4"))
        #expect(texts.error?.sqlState == .connectionLost || texts.error?.sqlState.code == "57P01")
        #expect(await !connection.isUsable)
    }
}

extension PostgresConnection {
    /// The texts of several statements with one parameter each, and their error.
    fileprivate func texts(of statements: [(String, Int64)]) -> (found: [String?], error: PostgresError?) {
        var found: [String?] = []
        do throws(PostgresError) {
            try preparedTexts(statements.map { ($0.0, [.integer($0.1)]) }) { text in
                found.append(text.map { String(decoding: $0, as: UTF8.self) })
            }
            return (found, nil)
        } catch {
            return (found, error)
        }
    }
}
