import SystemPackage
import TestSupport
import Testing

@testable import LocalServers
@testable import RabbitMQ

/// Peers that no broker can be configured to be, played by `openssl s_server`.
@Suite(.timeLimit(.minutes(2))) struct TLSPeerTests {
    @Test func refusesACertificateThatHasExpired() async throws {
        try await TestAuthority.with { authority in
            let old = try await authority.issue("old", days: -1)
            let error = try await refusal(of: old, authority)
            #expect(error?.code == .tlsFailed)
            #expect(error?.message.contains("has expired: renew it on the broker") == true, "\(error as Any)")
        }
    }

    @Test func refusesTLSBelowOneTwo() async throws {
        try await TestAuthority.with { authority in
            let issued = try await authority.issue("server")
            let error = try await refusal(of: issued, authority, ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"])
            #expect(error?.code == .tlsFailed)
            #expect(error?.message.contains("TLS 1.2 or later") == true, "\(error as Any)")
        }
    }

    @Test func knowsAnAddressThatIsInTheCertificate() async throws {
        try await TestAuthority.with { authority in
            let issued = try await authority.issue("server", for: "IP:127.0.0.1")
            let error = try await refusal(of: issued, authority, host: "127.0.0.1")
            // The TLS handshake succeeds, and then the peer does not speak AMQP.
            #expect(error != nil && error?.code != .tlsFailed, "\(error as Any)")
            #expect(try await refusal(of: issued, authority)?.code == .tlsFailed)
        }
    }

    /// The error of a connection to a server with a certificate.
    private func refusal(
        of certificate: TestAuthority.Certificate, _ authority: TestAuthority, _ options: [String] = [],
        host: String = "localhost"
    ) async throws -> RabbitMQError? {
        let port = try ServerPort.free()
        let server = try await ManagedProcess.start(
            "/usr/bin/openssl",
            arguments: [
                "s_server", "-accept", "127.0.0.1:\(port.number)", "-cert", certificate.certificate.string, "-key",
                certificate.key.string, "-quiet",
            ] + options, output: .discarded, error: .discarded)
        while !(await port.accepts()) { try await Task.sleep(for: .milliseconds(20)) }
        var configuration = try RabbitMQConfiguration(
            url: "amqps://u:p@\(host):\(port.number)?connection_timeout=1")
        try configuration.use(TLSFiles(authority: authority.certificate.string))
        let error = await #expect(throws: RabbitMQError.self) { try await RabbitMQBrowser.connect(configuration) }
        await server.terminate(.kill)
        return error
    }
}
