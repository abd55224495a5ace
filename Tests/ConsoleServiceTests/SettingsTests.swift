import HTTPTypes
import ServiceSettings
import Telemetry
import Testing

@testable import ConsoleService

@Suite struct SettingsTests {
    private func settings(_ flags: [SettingKey: String?]) async throws -> ConsoleSettings {
        try ConsoleSettings(try await Settings(flags: flags, file: nil, environment: [:]))
    }

    private func settings(_ listen: String?) async throws -> ConsoleSettings {
        try await settings([.consoleListen: listen])
    }

    /// Expects that the console does not start, and names what to set.
    private func expectRefusal(_ flags: [SettingKey: String?], naming words: String...) async {
        let error = await #expect(throws: SettingsError.self, "\(flags)") { try await settings(flags) }
        for word in words {
            #expect(error?.description.contains(word) == true, "\(word) is not in: \(error?.description ?? "")")
        }
    }

    @Test func listensOnThisMachineAlone() async throws {
        #expect(try await settings(nil).place.description == "127.0.0.1:8090")
        #expect(try await settings("[::1]:9000").place.description == "[::1]:9000")
        #expect(try await settings("localhost:0").place.description == "localhost:0")
        for elsewhere in ["0.0.0.0:8090", "[::]:8090", "192.168.1.5:8090", "example.com:8090", "127.0.0.1.nip.io:80"] {
            await expectRefusal([.consoleListen: elsewhere], naming: "ssh -L", "CONSOLE_LOGINS")
        }
        for wrong in [
            "8090", "127.0.0.1", ":8090", "127.0.0.1:99999", "::1:8090", "127.0.0.1:x", "unix:relative", "unix:",
        ] {
            await #expect(throws: SettingsError.self, "\(wrong)") { try await settings(wrong) }
        }
    }

    @Test func listensElsewhereWithLoginsAndTLS() async throws {
        let all: [SettingKey: String?] = [
            .consoleListen: "0.0.0.0:8443", .consoleLogins: "/l", .consoleCertificate: "/c", .consoleKey: "/k",
            .consolePublicURL: "https://console.example.org:8443",
        ]
        #expect(try await settings(all).entrance.origin?.hosts == ["console.example.org:8443"])
        for (missing, named) in [
            (SettingKey.consoleLogins, "CONSOLE_LOGINS"), (.consolePublicURL, "CONSOLE_PUBLIC_URL"),
            (.consoleCertificate, "CONSOLE_TLS_CERT"), (.consoleKey, "CONSOLE_TLS_KEY"),
        ] {
            await expectRefusal(all.filter { $0.key != missing }, naming: named)
        }
        let plain = all.filter { $0.key != .consoleCertificate && $0.key != .consoleKey }
        await expectRefusal(plain, naming: "CONSOLE_TLS_CERT", "CONSOLE_PROXY_PEERS")
    }

    @Test func whatBrowsersOpenIsWhatIsServed() async throws {
        await expectRefusal([.consolePublicURL: "https://console.example.org"], naming: "CONSOLE_PROXY_PEERS")
        let plain: [SettingKey: String?] = [
            .consolePublicURL: "http://localhost:8090", .consoleCertificate: "/c", .consoleKey: "/k",
        ]
        await expectRefusal(plain, naming: "https://")
        #expect(try await settings([.consolePublicURL: "http://localhost:9999"]).entrance.origin != nil, "a tunnel")
    }

    @Test func listensBehindAProxyOnlyWithEvidence() async throws {
        let opened: [SettingKey: String?] = [.consolePublicURL: "https://console.example.org"]
        let token: [SettingKey: String?] = [
            .consoleTokenKey: "/key.pem", .consoleTokenIssuer: "https://id", .consoleTokenAudience: "console",
        ]
        for place: [SettingKey: String?] in [
            [.consoleListen: "unix:/run/console.sock"],
            [.consoleListen: "0.0.0.0:8090", .consoleProxyPeers: "10.0.0.7 fd00:1::/64"],
            [.consoleListen: "127.0.0.1:8090", .consoleProxyPeers: "127.0.0.1"],
        ] {
            let open = place.merging(opened) { $1 }
            await expectRefusal(open, naming: "CONSOLE_LOGINS")
            await expectRefusal(place.merging(token) { $1 }, naming: "CONSOLE_PUBLIC_URL")
            #expect(try await settings(open.merging(token) { $1 }).entrance.token?.audience == "console")
            #expect(try await settings(open.merging([.consoleLogins: "/l"]) { $1 }).entrance.proxies != nil)
            await expectRefusal(
                open.merging(token) { $1 }.merging([.consoleLogins: "/l"]) { $1 }, naming: "choose one")
        }
        await expectRefusal(token, naming: "CONSOLE_PROXY_PEERS")
        await expectRefusal([.consoleListen: "unix:/s", .consoleProxyPeers: "10.0.0.1"], naming: "leave it out")
        await expectRefusal([.consoleProxyPeers: "10.0.0.0/0"], naming: "10.0.0.0/0")
        await expectRefusal([.consoleProxyPeers: "proxy.example.org"], naming: "proxy.example.org")
    }

    @Test func aTokenHasAnIssuerAnAudienceAndOneKey() async throws {
        let base: [SettingKey: String?] = [
            .consoleListen: "unix:/s", .consolePublicURL: "https://console.example.org", .consoleTokenKey: "/k",
            .consoleTokenIssuer: "i", .consoleTokenAudience: "a",
        ]
        #expect(try await settings(base).entrance.token?.header.rawName == "Authorization")
        for missing in [SettingKey.consoleTokenIssuer, .consoleTokenAudience] {
            await expectRefusal(base.filter { $0.key != missing }, naming: missing.environmentName)
        }
        await expectRefusal(base.merging([.consoleTokenSecret: "/s"]) { $1 }, naming: "choose one")
        await expectRefusal(base.merging([.consoleTokenName: "upn"]) { $1 }, naming: "sub or email")
        await expectRefusal(base.merging([.consoleTokenHeader: "X_Token"]) { $1 }, naming: "CONSOLE_TOKEN_HEADER")
    }

    @Test func aPublicAddressIsAnOrigin() {
        for (text, isOwn) in [
            ("https://localhost:8090", true), ("https://127.0.0.1", true), ("https://[::1]:8443", true),
            ("https://localhost.example.org", false), ("https://console.example.org:8443", false),
        ] {
            #expect(PublicOrigin(text)?.isOfThisMachine == isOwn, "\(text)")
        }
        #expect(PublicOrigin("https://Console.Example.org/")?.hosts == ["console.example.org"])
        #expect(PublicOrigin("https://console.example.org:443")?.hosts == ["console.example.org"])
        #expect(PublicOrigin("http://localhost:9999")?.origin("localhost:9999") == "http://localhost:9999")
        for wrong in [
            "console.example.org", "http://console.example.org", "https://", "https://a/b", "https://u@a",
            "https://a:0",
            "https://a:99999", "https://a?b", "ftp://a", "https://a b", "https://a,b", "http://localhost.evil.example",
        ] {
            #expect(PublicOrigin(wrong) == nil, "\(wrong)")
        }
    }
}
