import ServiceSettings
import TestSupport
import Testing

@testable import ConsoleService
@testable import Logins

/// What requests ask for: a path, or a whole address.
@Suite(.serialized, .timeLimit(.minutes(3))) struct RequestTargetTests {
    private func entered(_ body: @escaping @Sendable (Door, String) async throws -> Void) async throws {
        try await Door.withLogins { door, _ in
            try await body(door, try #require(try await door.logIn("ana").cookie))
        }
    }

    @Test func anAddressUnderTheHostOfTheHeaderIsAnswered() async throws {
        try await entered { door, cookie in
            for target in [
                "http://\(door.host)/sources", "HTTP://\(door.host)/sources?page=1", "https://\(door.host)/sources",
            ] {
                let page = try await door.ask(target, cookie: cookie)
                #expect(page.status == 200 && page.body.contains("<h1>Sources</h1>"), "\(target): \(page)")
                #expect(try await door.ask(target).header("Location")?.hasPrefix("/login?to=%2Fsources") == true)
            }
            let first = try await door.ask("http://\(door.host)", cookie: cookie)
            #expect(first.status == 200 && first.body.contains("<h1>Flow</h1>"), "\(first)")
        }
    }

    @Test func anAddressOfAnotherHostIsRefused() async throws {
        try await entered { door, cookie in
            let targets = [
                "http://evil.example/sources", "http://evil.example", "HTTP://evil.example/sources",
                "http://\(door.host).evil.example/sources", "http://127.0.0.1/sources", "ftp://\(door.host)/sources",
                // The console answers under this name, too, but not under two at once.
                "http://localhost:\(door.port)/sources",
            ]
            for target in targets {
                for cookie in [nil, cookie] {
                    let reply = try await door.ask(target, cookie: cookie)
                    #expect(reply.status == 400 && reply.body.contains("This is no path of a page."), "\(target)")
                }
                // Nor does a header help that names the same.
                let host = target.split(separator: "/").dropFirst().first.map(String.init)
                if host?.contains("evil") == true {
                    #expect(try await door.ask(target, host: host, cookie: cookie).status == 421, "\(target)")
                }
                #expect(try await door.ask(target, host: "evil.test", cookie: cookie).status == 421, "\(target)")
            }
            let own = "http://\(door.host)/sources"
            #expect(try await door.ask(own, host: "evil.example", cookie: cookie).status == 421)
            let twice = try await door.ask(own, host: "\(door.host)\r\nHost: evil.example", cookie: cookie)
            #expect([400, 421].contains(twice.status))
            let form = "name=ana&password=\(Door.password.replacing(" ", with: "+"))&to=/"
            let sent = try await door.ask(
                "http://evil.example/login", "POST", headers: ["Origin: \(door.origin)"], body: form)
            #expect(sent.status == 400 && sent.cookie == nil)
        }
    }

    @Test func otherFormsOfATargetAreRefused() async throws {
        try await entered { door, cookie in
            #expect(try await door.ask("*", cookie: cookie).status == 400)
            #expect(try await door.ask("*", "OPTIONS", cookie: cookie).status == 400)
            for (target, method) in [
                (door.host, "CONNECT"), (door.host, "GET"), ("http://u@\(door.host)/sources", "GET"),
                ("http://\(door.host)@evil.example/sources", "GET"), ("http:/\(door.host)/sources", "GET"),
            ] {
                let reply = try await door.ask(target, method, cookie: cookie)
                #expect([0, 400].contains(reply.status), "\(method) \(target): \(reply)")
            }
            #expect(try await door.ask("/sources", cookie: cookie).status == 200)
        }
    }

    @Test func anAddressHasAPathUnderItsHostAlone() {
        for (target, path) in [
            ("http://h:1/a?b", "/a?b"), ("HTTPS://H:1", "/"), ("http://h:1?b=c", "/?b=c"), ("http://h:1//b/", "//b/"),
        ] {
            #expect(RequestTarget.path(of: target, under: "h:1") == path, "\(target)")
        }
        for target in [
            "", "*", "h:1", "http:/h:1/a", "http://h:2/a", "http://h/a", "http://u@h:1/a", "http://h:1@b/a",
            "http://h:1\\@b/a", "http://h:1.b/a", "ftp://h:1/a", "http:///a", " http://h:1/a",
        ] {
            #expect(RequestTarget.path(of: target, under: "h:1") == nil, "\(target)")
        }
        #expect(RequestTarget.path(of: "http:///a", under: "") == nil)
    }
}
