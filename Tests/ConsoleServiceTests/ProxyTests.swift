import Crypto
import DurableFiles
import Foundation
import ServiceSettings
import SystemPackage
import TestSupport
import Testing

@testable import ConsoleService

/// A console behind a proxy.
@Suite(.serialized, .timeLimit(.minutes(3))) struct ProxyTests {
    private static let secret = "a secret of no less than 32 bytes"

    private static func token(
        _ name: String, role: String, ends: Double = 60, signedBy secret: String = secret
    ) throws -> String {
        func digits(_ bytes: Data) -> String {
            bytes.base64EncodedString().replacing("=", with: "").replacing("+", with: "-").replacing("/", with: "_")
        }
        let claims: [String: Any] = [
            "iss": "https://id.example", "aud": "console", "sub": name, "role": role,
            "exp": Date.now.timeIntervalSince1970 + ends,
        ]
        let text = try [["alg": "HS256"], claims].map { digits(try JSONSerialization.data(withJSONObject: $0)) }
            .joined(separator: ".")
        let code = HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: SymmetricKey(data: Array(secret.utf8)))
        return "\(text).\(digits(Data(code)))"
    }

    /// A console that believes tokens of this machine, or of another peer.
    private func withTokens(
        peers: String = "127.0.0.1", _ body: @escaping @Sendable (Door) async throws -> Void
    ) async throws {
        try await Door.withFolder { folder in
            try SyncedFile.write(Array(Self.secret.utf8), to: folder.appending("secret"))
            let settings: [SettingKey: String?] = [
                .consoleProxyPeers: peers, .consolePublicURL: "https://console.example.org", .consoleOperator: "on",
                .consoleTokenSecret: folder.appending("secret").string, .consoleTokenIssuer: "https://id.example",
                .consoleTokenAudience: "console", .consoleTokenHeader: "X-Identity",
            ]
            try await Door.opening(settings, body)
        }
    }

    @Test func aTokenOfAProxyIsBelieved() async throws {
        try await withTokens { door in
            #expect(door.told == "https://console.example.org/")
            let ana = ["X-Identity: \(try Self.token("ana", role: "operator"))"]
            let page = try await door.ask("/sources", headers: ana)
            #expect(page.status == 200 && page.body.contains("<bdi>ana</bdi>, operator") && page.form == nil)
            #expect(page.header("Set-Cookie") == nil)
            #expect(try await door.ask("/dead/replay", headers: ana).status == 200)
            #expect(try await door.ask("/login", headers: ana).status == 404)
            let form = "form=\(String(repeating: "0", count: 64))"
            #expect(try await door.send("/dead/replay", headers: ana, form: form).status == 409)
            let foreign = ana + ["Origin: http://\(door.host)"]
            #expect(try await door.ask("/dead/replay", "POST", headers: foreign, body: form).status == 403)
            let bob = ["X-Identity: \(try Self.token("bob", role: "reader"))", "X-Forwarded-For: 9.9.9.9, 203.0.113.9"]
            #expect(try await door.send("/dead/replay", headers: bob, form: form).status == 403)
            let message = "A reader has sent the form of an operator: it is refused"
            #expect(door.addresses(message) == ["203.0.113.9"])
        }
    }

    @Test func nobodyComesInWithoutATokenThatIsRight() async throws {
        try await withTokens { door in
            let good = try Self.token("ana", role: "operator")
            for (headers, status) in [
                ([], 401), (["X-Identity: "], 401),
                (["X-Identity: \(try Self.token("a", role: "reader", ends: -60))"], 401),
                (["X-Identity: \(try Self.token("a", role: "reader", signedBy: Self.secret + "!"))"], 401),
                (["X-Identity: \(try Self.token("a", role: "admin"))"], 403),
                (["X-Identity: \(good)", "X-Identity: \(good)"], 401), (["Authorization: Bearer \(good)"], 401),
                (["X_Identity: \(good)"], 400), (["X-Identity: \(good)", "X_Identity: \(good)"], 400),
                (["Cookie: X-Identity=\(good)"], 401), (["X-Identity: \(good)"], 200),
            ] {
                #expect(try await door.ask("/sources", headers: headers).status == status, "\(headers)")
            }
            #expect(try await door.ask("/sources?X-Identity=\(good)").status == 401)
            #expect(try await door.ask("/?token=\(good)").status == 401, "there is no link")
            #expect(
                try await door.ask("/sources", host: door.host + ":8090", headers: ["X-Identity: \(good)"]).status
                    == 421)
            #expect(
                try await door.ask("/sources", host: "127.0.0.1:\(door.port)", headers: ["X-Identity: \(good)"]).status
                    == 421)
        }
    }

    @Test func aPeerThatIsNotNamedIsRefused() async throws {
        try await withTokens(peers: "10.0.0.7 192.168.0.0/16") { door in
            let headers = ["X-Identity: \(try Self.token("ana", role: "operator"))", "X-Forwarded-For: 10.0.0.7"]
            for path in ["/", "/sources", "/style.css", "/login", "/live"] {
                let reply = try await door.ask(path, headers: headers)
                #expect(reply.status == 403 && reply.body.contains("127.0.0.1 is none"), "\(path)")
            }
        }
    }

    @Test func triesAreCountedByTheAddressOfTheBrowser() async throws {
        let settings: [SettingKey: String?] = [
            .consoleProxyPeers: "127.0.0.1", .consolePublicURL: "https://console.example.org",
        ]
        try await Door.withLogins(settings) { door, _ in
            for last in 0..<5 {
                _ = try await door.logIn("n\(last)", "no", headers: ["X-Forwarded-For: 9.9.9.\(last), 203.0.113.1"])
            }
            #expect(try await door.logIn("bob", headers: ["X-Forwarded-For: 9.9.9.9, 203.0.113.1"]).status == 429)
            let other = try await door.logIn("bob", headers: ["X-Forwarded-For: 203.0.113.1, 203.0.113.2"])
            #expect(other.status == 303 && other.header("Set-Cookie")?.contains("; Secure;") == true)
        }
    }

    @Test func aSocketIsForItsGroupAndReplacesAStaleOne() async throws {
        try await Door.withFolder { folder in
            let path = folder.appending("s").string
            let settings: [SettingKey: String?] = [
                .consoleListen: "unix:\(path)", .consolePublicURL: "https://console.example.org",
            ]
            for _ in 0..<2 {
                try await Door.withLogins(settings) { door, _ in
                    let attributes = try FileManager.default.attributesOfItem(atPath: path)
                    #expect(attributes[.posixPermissions] as? Int == 0o660)
                    #expect(try await door.ask("/login").status == 200)
                    _ = try await door.logIn("ana", "no", headers: ["X-Forwarded-For: 203.0.113.1"])
                    _ = try await door.logIn("ana", "no")
                    #expect(door.addresses("A name or password is wrong") == ["203.0.113.1", "a local socket"])
                    // Somebody answers there.
                    await #expect(throws: (any Error).self) { try await Door.withLogins(settings) { _, _ in } }
                    #expect(try await door.ask("/login").status == 200)
                }
                #expect(!FileManager.default.fileExists(atPath: path), "it is gone with the console")
                // What a console that was killed leaves.
                let stale = Process()
                stale.executableURL = URL(filePath: "/usr/bin/python3")
                stale.arguments = ["-c", "import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])", path]
                try stale.run()
                stale.waitUntilExit()
                #expect(FileManager.default.fileExists(atPath: path))
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.string) == ["s"])
            try FileManager.default.removeItem(atPath: path)
            try SyncedFile.write([1], to: FilePath(path))
            await #expect(throws: (any Error).self) { try await Door.withLogins(settings) { _, _ in } }
            #expect(try SyncedFile.read(FilePath(path)) == [1], "what is no socket stays")
        }
    }
}
