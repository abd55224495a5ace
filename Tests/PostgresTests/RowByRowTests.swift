import Postgres
import Testing

@Suite(.privatePostgres) struct RowByRowTests {
    @Test(arguments: [0, 1, 20_000]) func passesOnAllRowsInTheirOrder(count: Int) async throws {
        let connection = try await PrivatePostgres.current().freshConnection()
        let numbers = try await Self.numbers(
            "SELECT generate_series(1, $1::bigint)", [.integer(Int64(count))], on: connection)
        #expect(numbers == Array(0..<count).map { $0 + 1 })
        #expect(try await connection.query("SELECT 1").first?.int(0) == 1)
    }

    @Test(arguments: ["SELECT * FROM nowhere", "SELECT 1 / (3000 - number) FROM generate_series(1, 9000) AS number"])
    func staysUsableAfterAnError(statement: String) async throws {
        let connection = try await PrivatePostgres.current().freshConnection()
        await #expect(throws: PostgresError.self) { try await Self.numbers(statement, on: connection) }
        #expect(try await connection.query("SELECT 1").first?.int(0) == 1)
    }

    @Test func tellsOfASessionThatEndsBetweenRows() async throws {
        let connection = try await PrivatePostgres.current().freshConnection()
        let error = await #expect(throws: PostgresError.self) {
            try await Self.numbers(
                "SELECT number FROM generate_series(1, 9000) AS number WHERE number < 5000 OR pg_terminate_backend(pg_backend_pid())",
                on: connection)
        }
        #expect(error?.sqlState.fault == .infrastructure)
    }

    @discardableResult
    private static func numbers(
        _ statement: String, _ parameters: [PostgresValue] = [], on connection: isolated PostgresConnection
    ) throws -> [Int] {
        var numbers: [Int] = []
        try connection.query(statement, parameters) { row in numbers += row.int(0).map { [$0] } ?? [] }
        return numbers
    }
}
