import Postgres
import Testing

@Suite(.privatePostgres) struct PostgresConnectionTests {
    @Test func bindsEveryKindOfParameter() async throws {
        let connection = try await PrivatePostgres.current().freshConnection()
        let id = Array(0..<16 as Range<UInt8>)
        let rows = try await connection.query(
            """
            SELECT $1::text IS NULL, $2::timestamptz = '2022-08-08T23:06:52Z', $3, $4, $5, $6, $7,
                $8 = '2000-01-01T00:00:01Z', $9::text
            """,
            [
                .null, .text("2022-08-08 23:06:52 UTC"), .integer(.max), .bool(false), .bytes([0, 255]), .uuid(id),
                .textArray(["a\"b\\", nil, "", "ü,{}"]), .timestamp(microsecondsSince2000: 1_000_000),
                .text(""),
            ])
        let row = try #require(rows.first)
        #expect(row.bool(0) == true)
        #expect(row.bool(1) == true)
        #expect(row.int64(2) == .max)
        #expect(row.bool(3) == false)
        #expect(row.bytes(4) == [0, 255])
        #expect(row.uuid(5) == id)
        #expect(row.string(6) == #"{"a\"b\\",NULL,"","ü,{}"}"#)
        #expect(row.bool(7) == true)
        #expect(row.string(8) == "")
    }

    @Test func textsOfAnArrayStayWhatTheyAre() async throws {
        let connection = try await PrivatePostgres.current().freshConnection()
        // As characters, these hold no quote and no backslash: a mark joins each.
        let texts = ["a\"\u{301}b", "\\\u{301}", "\",\u{200D}\"", "{\u{FE0F}}"]
        for text in texts {
            let rows = try await connection.query("SELECT ($1::text[])[1]", [.textArray([text, "last"])])
            #expect(rows.first?.string(0)?.utf8.elementsEqual(text.utf8) == true, "\(text.unicodeScalars.map(\.value))")
        }
    }

    @Test func countsAffectedRows() async throws {
        let connection = try await PrivatePostgres.current().freshConnection()
        try await connection.execute("CREATE TABLE items (id int PRIMARY KEY); INSERT INTO items VALUES (1), (2)")
        let inserted = try await connection.query(
            "INSERT INTO items SELECT generate_series(1, $1) ON CONFLICT DO NOTHING", [.integer(5)])
        #expect(inserted.affectedRows == 3)
        #expect(inserted.commandStatus == "INSERT 0 3")
        #expect(inserted.isEmpty)
    }

    @Test func refusesTextWithNUL() async throws {
        let connection = try await PrivatePostgres.current().freshConnection()
        let error = await #expect(throws: PostgresError.self) {
            try await connection.query("SELECT $1", [.text("a\0b")])
        }
        #expect(error?.sqlState == .characterNotInRepertoire)
    }

    @Test func namesItselfUnlessTheUserChose() async throws {
        let connection = try await PrivatePostgres.current().freshConnection()
        #expect(try await connection.query("SHOW application_name").first?.string(0) == "tests")
        let url = try PrivatePostgres.current().url() + "?application_name=mine"
        let named = try await PostgresConnection.connect(PostgresConfiguration(url: url, applicationName: "tests"))
        #expect(try await named.query("SHOW application_name").first?.string(0) == "mine")
    }

    @Test func saysThatTheConnectionIsClosed() async throws {
        let connection = try await PrivatePostgres.current().freshConnection()
        #expect(await connection.isUsable)
        await connection.close()
        await connection.close()
        #expect(await !connection.isUsable)
        let error = await #expect(throws: PostgresError.self) { try await connection.execute("SELECT 1") }
        #expect(error?.sqlState == .connectionClosed)
        #expect(error?.fault == .infrastructure)
    }

    @Test func explainsAMissingTable() async throws {
        let connection = try await PrivatePostgres.current().freshConnection()
        let error = await #expect(throws: PostgresError.self) {
            try await connection.copy(into: "tokens", columns: ["address"]) { _ throws(PostgresError) in }
        }
        #expect(error?.fault == .configuration)
        #expect(error?.description.contains("run `etl migrate`") == true)
        #expect(await connection.isUsable)
    }
}
