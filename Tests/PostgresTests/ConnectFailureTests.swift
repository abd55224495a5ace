import Postgres
import Testing

@Suite(.privatePostgres) struct ConnectFailureTests {
    @Test func explainsAWrongPassword() async throws {
        let error = try await failure(url: PrivatePostgres.current().url(password: "wr0ng"))
        #expect(error.sqlState == .invalidPassword)
        #expect(error.fault == .configuration)
        #expect(error.description.contains(#"password authentication failed for user "etl""#))
        #expect(!error.description.contains("wr0ng"))
        #expect(!error.description.contains("LOCATION"))
    }

    @Test func explainsAMissingDatabase() async throws {
        let error = try await failure(url: PrivatePostgres.current().url(database: "nowhere"))
        #expect(error.sqlState == .noSuchDatabase)
        #expect(error.fault == .configuration)
        #expect(error.description.contains(#"database "nowhere" does not exist"#))
    }

    @Test func explainsAnUnreachablePort() async throws {
        let error = try await failure(url: "postgresql://loader:s3cret@127.0.0.1:1/etl")
        #expect(error.sqlState == .cannotConnect)
        #expect(error.fault == .infrastructure)
        #expect(error.description.hasPrefix("the database is unreachable at 127.0.0.1:1/etl as loader."))
        #expect(error.description.contains("Connection refused"))
        #expect(error.description.contains("Check that the server is running"))
        #expect(!error.description.contains("s3cret"))
    }

    @Test func goesOnToTheNextHost() async throws {
        let server = try PrivatePostgres.current()
        let port = server.port
        let url = "host=127.0.0.1,127.0.0.1 port=1,\(port) user=\(server.user) dbname=postgres"
        let connection = try await PostgresConnection.connect(
            PostgresConfiguration(url: url + " password=\(server.password)", applicationName: "tests"))
        #expect(await connection.location == "127.0.0.1:\(port)/postgres as \(server.user)")
    }

    private func failure(url: String) async throws -> PostgresError {
        let configuration = PostgresConfiguration(url: url, applicationName: "tests")
        return try #require(
            await #expect(throws: PostgresError.self) { try await PostgresConnection.connect(configuration) })
    }
}
