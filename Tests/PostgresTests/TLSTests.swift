import Foundation
import LocalServers
import Postgres
import TestSupport
import Testing

/// Encrypted connections, configured by libpq's parameters, to a private server with a certificate for `localhost`.
@Suite(.timeLimit(.minutes(5))) struct TLSTests {
    @Test func verifiesTheServersCertificateAndName() async throws {
        try await TestAuthority.with { authority in
            let server = try await TestServers.dedicatedPostgres(tls: try await authority.serverTLS())
            do {
                try await expectEncryption(server, authority)
                try await expectRefusals(server, authority)
                await server.stop()
            } catch {
                await server.stop()
                throw error
            }
        }
    }

    private func expectEncryption(_ server: LocalPostgres, _ authority: TestAuthority) async throws {
        let url = url(server, "sslmode=verify-full&sslrootcert=\(authority.certificate)")
        let connection = try await PostgresConnection.connect(PostgresConfiguration(url: url, applicationName: "tests"))
        let row = try await connection.query("SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()").first
        #expect(row?.bool(0) == true)
        #expect(row?.string(1)?.hasPrefix("TLSv1.") == true)
        // The text takes several TLS records in each direction.
        let text = String(repeating: "x", count: 1 << 20)
        #expect(try await connection.query("SELECT $1::text", [.text(text)]).first?.string(0) == text)
        await connection.close()
    }

    private func expectRefusals(_ server: LocalPostgres, _ authority: TestAuthority) async throws {
        let ours = "sslmode=verify-full&sslrootcert=\(authority.certificate)"
        try await expectRefusal(url(server, ours, host: "127.0.0.1"), contains: "127.0.0.1", "does not match host name")
        try await TestAuthority.with { other in
            try await expectRefusal(
                url(server, "sslmode=verify-full&sslrootcert=\(other.certificate)"), contains: "localhost",
                "certificate verify failed")
        }
        try await expectRefusal(
            url(server, "sslmode=verify-full&sslrootcert=/nowhere/ca.pem"), contains: "/nowhere/ca.pem")
        let plain = try await TestServers.shared.postgres
        try await expectRefusal(url(plain, ours), contains: "does not support SSL")
    }

    private func url(_ server: LocalPostgres, _ options: String, host: String = "localhost") -> String {
        server.url(database: "etl", host: host) + "?" + options
    }

    private func expectRefusal(_ url: String, contains words: String...) async throws {
        let configuration = PostgresConfiguration(url: url, applicationName: "tests")
        let error = await #expect(throws: PostgresError.self) { try await PostgresConnection.connect(configuration) }
        let text = try #require(error).description
        for word in words { #expect(text.contains(word), "\(text)") }
        #expect(text.contains("TLS settings"), "\(text)")
        let password = try #require(URLComponents(string: url)?.password)
        #expect(!text.contains(password))
        #expect(!"\(configuration)".contains(password))
    }
}
