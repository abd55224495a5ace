import Postgres
import Testing

@Suite(.privatePostgres) struct CopyTests {
    @Test func namesMayHaveQuotesWithMarks() async throws {
        let connection = try await PrivatePostgres.current().freshConnection()
        try await connection.execute("CREATE TABLE quoted (\"a\"\"\u{301}b\" integer)")
        try await connection.copy(into: "quoted", columns: ["a\"\u{301}b"]) { writer throws(PostgresError) in
            writer.beginRow(fieldCount: 1)
            writer.int32(7)
        }
        #expect(try await connection.query("SELECT * FROM quoted").first?.int(0) == 7)
    }

    @Test func storesEveryTypeAndNull() async throws {
        let connection = try await PrivatePostgres.current().freshConnection()
        try await connection.execute(
            """
            CREATE TABLE all_types (
                flag boolean, small integer, large bigint, raw bytea, words text, id uuid, amount numeric(78, 0),
                moment timestamptz
            );
            SET TimeZone = 'UTC'
            """)
        let columns = ["flag", "small", "large", "raw", "words", "id", "amount", "moment"]
        try await connection.copy(into: "public.all_types", columns: columns) { writer throws(PostgresError) in
            writer.beginRow(fieldCount: 8)
            writer.bool(true)
            writer.int32(.min)
            writer.int64(.min)
            writer.bytes(([0, 1, 255] as [UInt8]).span.bytes)
            writer.text("naïve ✓")
            writer.uuid(Array(0..<16 as Range<UInt8>).span.bytes)
            writer.numeric(limbs: (.max, .max, .max, .max))
            writer.timestamp(microsecondsSince2000: 1)
            writer.beginRow(fieldCount: 8)
            for _ in 0..<8 { writer.null() }
        }
        let rows = try await connection.query("SELECT * FROM all_types")
        #expect(rows.count == 2)
        #expect(rows[0].bool(0) == true)
        #expect(rows[0].int(1) == Int(Int32.min))
        #expect(rows[0].int64(2) == .min)
        #expect(rows[0].bytes(3) == [0, 1, 255])
        #expect(rows[0].string(4) == "naïve ✓")
        #expect(rows[0].uuid(5) == Array(0..<16))
        #expect(
            rows[0].string(6)
                == "115792089237316195423570985008687907853269984665640564039457584007913129639935")
        #expect(rows[0].string(7) == "2000-01-01 00:00:00.000001+00")
        #expect((0..<8).allSatisfy { rows[1].isNull($0) })
    }

    @Test func leavesNothingWhenItsBodyThrows() async throws {
        let connection = try await connectionWithItems()
        let error = await #expect(throws: PostgresError.self) {
            try await connection.copy(into: "items", columns: ["id"]) { writer throws(PostgresError) in
                for id in 0..<20000 as Range<Int32> {
                    writer.beginRow(fieldCount: 1)
                    writer.int32(id)
                }
                throw PostgresError(sqlState: "P0001", message: "enough")
            }
        }
        #expect(error?.message == "enough")
        #expect(await connection.isUsable)
        #expect(try await connection.query("SELECT count(*) FROM items").first?.int(0) == 0)
    }

    @Test func namesTheConstraintThatARowViolates() async throws {
        let connection = try await connectionWithItems()
        let error = await #expect(throws: PostgresError.self) {
            try await connection.copy(into: "items", columns: ["id"]) { writer throws(PostgresError) in
                for id in [1, 2, 1] as [Int32] {
                    writer.beginRow(fieldCount: 1)
                    writer.int32(id)
                }
            }
        }
        #expect(error?.sqlState == .uniqueViolation)
        #expect(error?.constraint == "items_pkey")
        #expect(error?.table == "items")
        #expect(error?.context == "COPY items, line 3")
        #expect(error?.fault == .data)
        #expect(await connection.isUsable)
    }

    @Test func refusesARowWithTooFewFields() async throws {
        let connection = try await connectionWithItems()
        let error = await #expect(throws: PostgresError.self) {
            try await connection.copy(into: "items", columns: ["id"]) { writer throws(PostgresError) in
                writer.beginRow(fieldCount: 0)
            }
        }
        #expect(error?.sqlState == .badCopyFileFormat)
    }

    @Test func quotesNames() async throws {
        let connection = try await PrivatePostgres.current().freshConnection()
        try await connection.execute(#"CREATE SCHEMA odd; CREATE TABLE odd."ta""ble" ("Se lect" int)"#)
        try await connection.copy(into: #"odd.ta"ble"#, columns: ["Se lect"]) { writer throws(PostgresError) in
            writer.beginRow(fieldCount: 1)
            writer.int32(7)
        }
        #expect(try await connection.query(#"SELECT * FROM odd."ta""ble""#).first?.int(0) == 7)
    }

    private func connectionWithItems() async throws -> PostgresConnection {
        let connection = try await PrivatePostgres.current().freshConnection()
        try await connection.execute("CREATE TABLE items (id int PRIMARY KEY)")
        return connection
    }
}
