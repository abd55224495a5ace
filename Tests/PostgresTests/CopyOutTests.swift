import Postgres
import Testing

@Suite(.privatePostgres) struct CopyOutTests {
    @Test func readsRowsAsTheWriterWritesThem() async throws {
        let connection = try await PrivatePostgres.current().freshConnection()
        let rows = try await Self.rows(
            "SELECT 7, NULL::text, '\\x00ff'::bytea UNION ALL SELECT -1, '', NULL", on: connection)
        #expect(
            rows == [
                [0, 3, 0, 0, 0, 4, 0, 0, 0, 7, 255, 255, 255, 255, 0, 0, 0, 2, 0, 255],
                [0, 3, 0, 0, 0, 4, 255, 255, 255, 255, 0, 0, 0, 0, 255, 255, 255, 255],
            ])
    }

    @Test(arguments: [0, 1, 100_000]) func readsAsManyAsThereAre(count: Int) async throws {
        let connection = try await PrivatePostgres.current().freshConnection()
        let rows = try await Self.rows("SELECT generate_series(1, \(count))", on: connection)
        #expect(rows.count == count)
        #expect(try await connection.query("SELECT 1").first?.int(0) == 1)
    }

    @Test(arguments: ["SELECT * FROM nowhere", "SELECT 1 / (3 - number) FROM generate_series(1, 9) AS number"])
    func staysUsableAfterAnError(query: String) async throws {
        let connection = try await PrivatePostgres.current().freshConnection()
        await #expect(throws: PostgresError.self) { try await Self.rows(query, on: connection) }
        #expect(try await connection.query("SELECT 1").first?.int(0) == 1)
    }

    @discardableResult
    private static func rows(_ query: String, on connection: isolated PostgresConnection) throws -> [[UInt8]] {
        var rows: [[UInt8]] = []
        try connection.copy(outOf: query) { row in rows.append(row.withUnsafeBytes { Array($0) }) }
        return rows
    }
}
