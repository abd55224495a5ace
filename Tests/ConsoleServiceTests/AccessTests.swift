import Foundation
import ServiceSettings
import TestSupport
import Testing

@testable import ConsoleService
@testable import Logins

/// What is refused, over the network.
@Suite(.serialized, .timeLimit(.minutes(3))) struct AccessTests {
    private static let secret = String(repeating: "0", count: 64)

    /// A console with logins and operators, and the cookie of `ana`, who is one.
    private func entered(_ body: @escaping @Sendable (Door, String) async throws -> Void) async throws {
        try await Door.withLogins([.consoleOperator: "on"]) { door, _ in
            try await body(door, try #require(try await door.logIn("ana").cookie))
        }
    }

    @Test func noAnswerCanBeFramed() async throws {
        try await entered { door, cookie in
            let form = "form=\(Self.secret)"
            var replies = [
                try await door.ask("/sources", cookie: cookie), try await door.ask("/style.css"),
                try await door.ask("/login"),
                try await door.ask("/live.js", cookie: cookie), try await door.ask("/none", cookie: cookie),
                try await door.ask("/", "HEAD", cookie: cookie), try await door.ask("/", "PUT", cookie: cookie),
                try await door.ask("/", host: "evil.example"), try await door.ask("//", cookie: cookie),
                try await door.ask("/"),
                try await door.ask("/live"), try await door.logIn("bob"), try await door.logIn("bob", "no"),
                try await door.send("/dead/replay", cookie: cookie, form: form),
                try await door.send("/dead/replay", cookie: cookie, form: "a"),
                try await door.ask("/dead/replay", "POST", cookie: cookie, body: form),
                try await door.ask("/coverage", cookie: cookie),
            ]
            for _ in 0..<3 { replies.append(try await door.logIn("nobody", "no")) }
            #expect(Set(replies.map(\.status)) == [200, 303, 400, 401, 403, 404, 405, 409, 421, 429, 503])
            for reply in replies {
                let policy = reply.header("Content-Security-Policy")
                #expect(policy?.hasPrefix("default-src 'none'; ") == true, "\(reply)")
                #expect(policy?.contains("frame-ancestors 'none'") == true && policy?.contains("unsafe") == false)
                #expect(
                    reply.header("X-Frame-Options") == "DENY" && reply.header("X-Content-Type-Options") == "nosniff")
                #expect(reply.header("Cache-Control") == "no-store" && reply.header("Referrer-Policy") == "same-origin")
                #expect(
                    reply.header("Strict-Transport-Security") == nil
                        && reply.header("Access-Control-Allow-Origin") == nil)
            }
        }
    }

    @Test func aFormOfElsewhereIsRefused() async throws {
        try await entered { door, cookie in
            let form = try #require(try await door.ask("/sources", cookie: cookie).form)
            for origin in [
                nil, "Origin: null", "Origin: http://127.0.0.1:\(door.port + 1)", "Origin: https://\(door.host)",
                "Origin: http://localhost:\(door.port)", "Origin: http://evil.example", "Origin: \(door.origin)/",
                "Origin: \(door.origin)\r\nOrigin: http://evil.example", "Origin: ", "X-Origin: \(door.origin)",
            ] {
                for (path, body) in [
                    ("/login", "name=ana&password=x&to=/"), ("/logout", "form=\(form)"),
                    ("/dead/replay", "form=\(form)"),
                ] {
                    let reply = try await door.ask(
                        path, "POST", cookie: cookie, headers: origin.map { [$0] } ?? [], body: body)
                    #expect(reply.status == 403, "\(path) of \(origin ?? "none")")
                }
            }
            #expect(try await door.ask("/sources", cookie: cookie).status == 200)
        }
    }

    @Test func otherNamesOfTheMachineAreRefused() async throws {
        try await entered { door, cookie in
            for host in [
                "evil.example", "evil.example:\(door.port)", "127.0.0.1", "127.0.0.1:1", "\(door.host).evil.example",
                "",
            ] {
                #expect(try await door.ask("/sources", host: host, cookie: cookie).status == 421, "\(host)")
                #expect(try await door.ask("/style.css", host: host).status == 421, "\(host)")
                let form = "name=ana&password=\(Door.password.replacing(" ", with: "+"))"
                let sent = try await door.ask(
                    "/login", "POST", host: host, headers: ["Origin: http://\(host)"], body: form)
                #expect(sent.status == 421 && sent.cookie == nil, "\(host)")
            }
            let twice = try await door.ask("/sources", host: "\(door.host)\r\nHost: evil.example", cookie: cookie)
            #expect([400, 421].contains(twice.status))
            let forwarded = ["X-Forwarded-Host: evil.example", "Forwarded: host=evil.example"]
            #expect(
                try await door.ask("/sources", cookie: nil, headers: forwarded).header("Location")
                    == "/login?to=%2Fsources")
        }
    }

    @Test func tricksWithMethodsOpenNothing() async throws {
        try await entered { door, cookie in
            for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"] {
                let reply = try await door.ask("/sources", method, cookie: cookie)
                #expect(reply.status == 405 && reply.header("Allow") == "GET, HEAD, POST", "\(method)")
                #expect(!reply.body.contains(cookie))
                #expect(try await door.ask("/style.css", method).status == 405, "\(method)")
            }
            for method in ["FOO", "get"] {
                #expect([0, 400].contains(try await door.ask("/sources", method, cookie: cookie).status))
            }
            let head = try await door.ask("/sources", "HEAD", cookie: cookie)
            #expect(head.status == 200 && head.body.isEmpty)
            #expect(try await door.ask("/sources", "HEAD").status == 303)
            for header in ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"] {
                #expect(
                    try await door.ask(
                        "/logout", cookie: cookie, headers: ["\(header): POST", "Origin: \(door.origin)"]
                    ).status
                        == 405)
                #expect(
                    try await door.ask("/sources", "PUT", cookie: cookie, headers: ["\(header): GET"]).status == 405)
            }
            #expect(try await door.ask("/logout?_method=POST", cookie: cookie).status == 405)
            #expect(try await door.ask("/sources", cookie: cookie).status == 200, "none of these has ended the session")
        }
    }

    @Test func tricksWithPathsOpenNothing() async throws {
        try await entered { door, cookie in
            let paths = [
                "//sources", "/%2fsources", "/%2Fsources", "/sources/..", "/sources/../dead", "/./sources",
                "/sources%00", "/sources;a",
                "/sources/", "/Sources", "/style.css/../sources", "/style.css/", "/style.css%3f", "/%73ources",
                "/sources\\", "/..;/sources",
                "///", "/login/../sources", "/login/", "/log%69n", "*",
            ]
            for path in paths {
                let (stranger, known) = (try await door.ask(path), try await door.ask(path, cookie: cookie))
                #expect([303, 400].contains(stranger.status), "\(path): \(stranger.status)")
                #expect([400, 404].contains(known.status), "\(path): \(known.status)")
            }
        }
    }

    @Test func aHeaderInDisguiseIsRefused() async throws {
        try await entered { door, cookie in
            for header in [
                "X_Forwarded_For: 127.0.0.1", "X_Forwarded-For: a", "Sec_Fetch_Site: none", "Authorization_: a",
                "Foo_Bar: a",
            ] {
                let isHarmless = header.hasPrefix("Foo") || header.hasPrefix("Authorization_")
                let status = try await door.ask("/sources", cookie: cookie, headers: [header]).status
                #expect(status == (isHarmless ? 200 : 400), "\(header)")
            }
        }
    }

    @Test func aPeerThatIsNoProxyIsNotBelieved() async throws {
        try await entered { door, _ in
            let spoofed = [
                "X-Forwarded-For: 203.0.113.9", "X-Real-IP: 203.0.113.9", "X-Forwarded-User: ana",
                "Authorization: Bearer a.b.c",
            ]
            #expect(try await door.ask("/sources", headers: spoofed).status == 303)
            // Each with another address, and they are counted as one.
            for last in 0..<4 {
                _ = try await door.logIn("n\(last)", "no", headers: ["X-Forwarded-For: 203.0.113.\(last)"])
            }
            #expect(try await door.logIn("bob", headers: ["X-Forwarded-For: 203.0.113.99"]).status == 429)
            let addresses = door.addresses("A name or password is wrong")
            #expect(addresses == ["127.0.0.1", "127.0.0.1", "127.0.0.1", "127.0.0.1"])
        }
    }
}
