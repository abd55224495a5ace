import LocalServers
import TestSupport
import Testing

@testable import RabbitMQ

/// A broker that wants to see a client's certificate.
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
        func connect(_ client: TestAuthority.Certificate?) async throws {
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
        let without = await #expect(throws: RabbitMQError.self) { try await connect(nil) }
        #expect(without?.code == .tlsFailed)
        #expect(
            without?.message.contains("wants a client certificate: set RABBITMQ_CERT_FILE") == true, "\(without as Any)"
        )
        let stranger = try await TestAuthority.with { other in
            let issued = try await other.issue("stranger")
            return await #expect(throws: RabbitMQError.self) { try await connect(issued) }
        }
        #expect(stranger?.code == .tlsFailed)
        #expect(stranger?.message.contains("does not accept the client certificate") == true, "\(stranger as Any)")
        let old = try await authority.issue("old", days: -1)
        let expired = await #expect(throws: RabbitMQError.self) { try await connect(old) }
        #expect(expired?.message.contains("does not accept the client certificate") == true, "\(expired as Any)")
    }
}
