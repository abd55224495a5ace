import Postgres
import Testing

@Suite struct ServerLossTests {
    @Test func reportsALostServerDuringAQuery() async throws {
        let server = try await PrivatePostgres.start()
        let sleeper = try await server.connect(to: "postgres")
        let observer = try await server.connect(to: "postgres")
        let query = Task { try await sleeper.query("SELECT pg_sleep(60)") }
        while try await observer.query("SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'").isEmpty {
            try await observer.execute("SELECT pg_sleep(0.01)")
        }
        server.kill()
        let error = await #expect(throws: PostgresError.self) { try await query.value }
        #expect(error?.fault == .infrastructure)
        #expect(await !sleeper.isUsable)
        let next = await #expect(throws: PostgresError.self) { try await sleeper.execute("SELECT 1") }
        #expect(next?.fault == .infrastructure)
        await server.stop()
    }

    @Test func reportsALostServerDuringACopy() async throws {
        let server = try await PrivatePostgres.start()
        let connection = try await server.connect(to: "postgres")
        try await connection.execute("CREATE TABLE numbers (number bigint)")
        let error = await #expect(throws: PostgresError.self) {
            try await connection.copy(into: "numbers", columns: ["number"]) { writer throws(PostgresError) in
                for number in 0..<10_000_000 as Range<Int64> {
                    if number == 100_000 { server.kill() }
                    writer.beginRow(fieldCount: 1)
                    writer.int64(number)
                }
            }
        }
        #expect(error?.fault == .infrastructure)
        #expect(await !connection.isUsable)
        await server.stop()
    }
}
