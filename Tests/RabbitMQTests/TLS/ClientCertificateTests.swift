import LocalServers
import SystemPackage
import TestSupport
import Testing

@testable import RabbitMQ

/// A broker that requires a client certificate.
@Suite(.timeLimit(.minutes(5))) struct ClientCertificateTests {
    @Test func admitsWhoeverTheAuthorityHasSigned() async throws {
        try await TestAuthority.with { authority in
            let broker = try await TestServers.dedicatedRabbitMQ(
                tls: try await authority.serverTLS(requiresClientCertificate: true))
            do {
                try await expectOnlyKnownClients(broker, authority)
                await broker.stop()
            } catch {
                await broker.stop()
                throw error
            }
        }
    }

    private func expectOnlyKnownClients(_ broker: LocalRabbitMQ, _ authority: TestAuthority) async throws {
        let url = try #require(broker.tlsURL())
        @Sendable func connect(_ client: TestAuthority.Certificate?) async throws {
            var configuration = try RabbitMQConfiguration(url: url)
            try configuration.use(
                TLSFiles(
                    authority: authority.certificate.string, certificate: client?.certificate.string,
                    key: client?.key.string))
            let browser = try await RabbitMQBrowser.connect(configuration)
            #expect(try await browser.depth(of: "not.there") == nil)
            await browser.close()
        }
        try await connect(authority.issue("client"))
        try await expectRefusal("requires a client certificate: set RABBITMQ_CERT_FILE") { try await connect(nil) }
        try await TestAuthority.with { other in
            let stranger = try await other.issue("stranger")
            try await expectRefusal("does not accept the client certificate") { try await connect(stranger) }
        }
        let old = try await authority.issue("old", days: -1)
        try await expectRefusal("does not accept the client certificate") { try await connect(old) }
    }

    /// A broker with TLS 1.3 refuses after the handshake. Its reason is lost if we have written to a connection that it
    /// has closed, so more than one attempt may be necessary.
    private func expectRefusal(_ words: String, _ connect: @Sendable () async throws -> Void) async throws {
        for _ in 0..<400 {
            let error = try #require(await #expect(throws: RabbitMQError.self) { try await connect() })
            #expect(error.message.contains("client certificate"), "\(error)")
            guard error.code == .tlsFailed else { continue }
            #expect(error.message.contains(words), "\(error)")
            return
        }
        Issue.record("it never says: \(words)")
    }
}
