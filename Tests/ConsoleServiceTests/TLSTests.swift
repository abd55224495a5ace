import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL
import ServerAccess
import ServiceSettings
import SystemPackage
import TestSupport
import Testing

@testable import ConsoleService

/// A console with a certificate.
@Suite(.serialized, .timeLimit(.minutes(3))) struct TLSTests {
    private struct Reply {
        let status: Int
        let policy: String?
    }

    /// Asks for the page to log in, as a browser that trusts one authority.
    private static func ask(
        _ port: Int, trusting authority: FilePath, host: String? = nil, most: TLSVersion? = nil
    ) async throws -> Reply {
        var configuration = HTTPClient.Configuration()
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .file(authority.string)
        tls.minimumTLSVersion = .tlsv1
        tls.maximumTLSVersion = most
        configuration.tlsConfiguration = tls
        configuration.timeout.connect = .seconds(10)
        let client = HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration)
        let result = await Result {
            var request = HTTPClientRequest(url: "https://127.0.0.1:\(port)/login")
            if let host { request.headers.add(name: "Host", value: host) }
            let response = try await client.execute(request, timeout: .seconds(20))
            _ = try await response.body.collect(upTo: 1 << 20)
            return Reply(
                status: Int(response.status.code),
                policy: response.headers.first(name: "Strict-Transport-Security"))
        }
        try await client.shutdown()
        return try result.get()
    }

    private func withCertificate(
        _ more: [SettingKey: String?] = [:],
        _ body: @escaping @Sendable (Door, TestAuthority, TestAuthority.Certificate) async throws -> Void
    ) async throws {
        try await TestAuthority.with { authority in
            let issued = try await authority.issue("console", for: "IP:127.0.0.1")
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: issued.key.string)
            let settings: [SettingKey: String?] = [
                .consoleCertificate: issued.certificate.string, .consoleKey: issued.key.string,
            ]
            try await Door.withLogins(settings.merging(more) { $1 }) { door, _ in
                try await body(door, authority, issued)
            }
        }
    }

    @Test func answersOverTLSAndNoOtherWay() async throws {
        try await withCertificate { door, authority, _ in
            #expect(door.told == "https://127.0.0.1:\(door.port)/")
            let reply = try await Self.ask(door.port, trusting: authority.certificate)
            #expect(reply.status == 200 && reply.policy == nil, "other programs of this machine may speak plainly")
            #expect(try await door.ask("/login").status == 0, "it speaks no plain HTTP")
            for old in [TLSVersion.tlsv1, .tlsv11] {
                await #expect(throws: (any Error).self, "\(old)") {
                    try await Self.ask(door.port, trusting: authority.certificate, most: old)
                }
            }
            #expect(try await Self.ask(door.port, trusting: authority.certificate, most: .tlsv12).status == 200)
        }
    }

    @Test func aPublicNameIsNeverPlainAgain() async throws {
        try await withCertificate([.consolePublicURL: "https://console.example.org"]) { door, authority, _ in
            let reply = try await Self.ask(door.port, trusting: authority.certificate, host: "console.example.org")
            #expect(reply.status == 200 && reply.policy == "max-age=31536000")
            #expect(try await Self.ask(door.port, trusting: authority.certificate).status == 421)
        }
    }

    @Test func aRenewedCertificateIsTaken() async throws {
        try await withCertificate { door, authority, issued in
            #expect(try await Self.ask(door.port, trusting: authority.certificate).status == 200)
            try await TestAuthority.with { other in
                let renewed = try await other.issue("console", for: "IP:127.0.0.1")
                func replace(_ path: FilePath, _ fresh: FilePath) throws {
                    let draft = FilePath(path.string + ".new")
                    try FileManager.default.copyItem(atPath: fresh.string, toPath: draft.string)
                    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: draft.string)
                    try #require(rename(draft.string, path.string) == 0)
                }
                // The new certificate with the old key cannot be used; the old pair stays in use.
                try replace(issued.certificate, renewed.certificate)
                for _ in 0..<200 where !door.logs.lines.contains(where: { $0.message.contains("cannot be used") }) {
                    try await Task.sleep(for: .milliseconds(50))
                }
                #expect(try await Self.ask(door.port, trusting: authority.certificate).status == 200)
                try replace(issued.key, renewed.key)
                for _ in 0..<200 where !door.logs.lines.contains(where: { $0.message.contains("used from now on") }) {
                    try await Task.sleep(for: .milliseconds(50))
                }
                #expect(try await Self.ask(door.port, trusting: other.certificate).status == 200)
            }
        }
    }

    @Test func refusesKeysThatOthersCanReadOrThatDoNotFit() async throws {
        try await TestAuthority.with { authority in
            let (one, two) = (try await authority.issue("one"), try await authority.issue("two"))
            func start(_ certificate: FilePath, _ key: FilePath, mode: Int) async throws {
                try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: key.string)
                let settings: [SettingKey: String?] = [
                    .consoleCertificate: certificate.string, .consoleKey: key.string,
                ]
                try await Door.withLogins(settings) { _, _ in }
            }
            for (certificate, key, mode) in [
                (one.certificate, one.key, 0o644), (one.certificate, two.key, 0o600), (one.key, one.key, 0o600),
                (one.certificate, one.certificate, 0o600), (one.certificate.appending("none"), one.key, 0o600),
            ] {
                let error = await #expect(throws: SettingsError.self) { try await start(certificate, key, mode: mode) }
                #expect(error?.description.contains("CONSOLE_TLS_CERT") == true, "\(error?.description ?? "")")
            }
            try await start(one.certificate, one.key, mode: 0o600)
        }
    }
}
