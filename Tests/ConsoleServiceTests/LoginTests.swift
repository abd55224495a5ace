import Foundation
import ServiceSettings
import SystemPackage
import TestSupport
import Testing

@testable import ConsoleService
@testable import Logins

/// Logging in and out, over the network.
@Suite(.serialized, .timeLimit(.minutes(3))) struct LoginTests {
    @Test func aLoginOpensThePageThatWasAskedFor() async throws {
        try await Door.withLogins { door, _ in
            #expect(!door.told.contains("token"), "with logins, there is no link: \(door.told)")
            let asked = try await door.ask("/dead?stage=load")
            #expect(asked.status == 303 && asked.header("Location") == "/login?to=%2Fdead%3Fstage%3Dload")
            let page = try await door.ask("/login?to=%2Fdead%3Fstage%3Dload")
            #expect(page.status == 200 && page.body.contains("name=\"to\" value=\"/dead?stage=load\""))
            #expect(!page.body.contains("<script") && page.form == nil)
            let begun = try await door.logIn("ana", to: "%2Fdead%3Fstage%3Dload")
            #expect(begun.status == 303 && begun.header("Location") == "/dead?stage=load", "\(begun)")
            let cookie = try #require(begun.header("Set-Cookie"))
            #expect(cookie.hasPrefix("__Host-token-etl=") && cookie.hasSuffix("; Secure; HttpOnly; SameSite=Lax"))
            let opened = try await door.ask("/sources", cookie: begun.cookie)
            #expect(opened.status == 200 && opened.body.contains("<bdi>ana</bdi>, operator"))
        }
    }

    @Test func aStreamEndsWithItsLoginAlsoWhileThereIsMuchToTell() async throws {
        try await Door.withLogins { door, file in
            let bob = try await door.logIn("bob")
            let begun = ContinuousClock.now
            async let stream = door.ask("/live", cookie: bob.cookie)
            try await Task.sleep(for: .seconds(5))
            try Door.write([("ana", .operator)], to: file)
            // Otherwise it would be read for half a minute.
            let events = try await stream
            #expect(events.status == 200 && events.body.contains("event: look"), "\(events.body)")
            #expect(.now - begun < .seconds(25))
        }
    }

    @Test func aLoginLeadsNowhereElse() async throws {
        for path in [
            "//evil.example", "/\\evil.example", "https://evil.example/", "/a//b", "/%2f%2fevil.example", "/.evil",
            "javascript:1",
            "/dead\r\nSet-Cookie: a=b", "/login", "/logout", "/live", "/a/../b", "evil", "", "/a?\u{E9}", "/a?#",
            "/" + String(repeating: "a", count: 1000),
        ] {
            #expect(PagePath(path) == nil, "\(path)")
        }
        for path in ["/", "/dead", "/dead/replay?stage=load&reason=a%20b", "/sources/0f3-a", "/?a=b"] {
            #expect(PagePath(path)?.text == path)
        }
        try await Door.withLogins { door, _ in
            let begun = try await door.logIn("ana", to: "%2F%2Fevil.example")
            #expect(begun.status == 303 && begun.header("Location") == "/")
            let page = try await door.ask("/login?to=//evil.example")
            #expect(page.body.contains("name=\"to\" value=\"/\""))
        }
    }

    @Test func aWrongNameAndAWrongPasswordAreTheSame() async throws {
        try await Door.withLogins { door, _ in
            let password = try await door.logIn("ana", "not the right password")
            let name = try await door.logIn("nobody")
            #expect(password.status == 401 && name.status == 401)
            #expect(password.body == name.body && password.body.contains("The name or the password is wrong."))
            #expect(password.cookie == nil && name.cookie == nil)
            // What is typed as a name may be a password.
            let logged = door.names("A name or password is wrong")
            #expect(logged == ["ana", "(unknown)"])
        }
        // Both take a hash of the same cost.
        #expect(PasswordHash.ofNobody.text.hasPrefix("$scrypt$ln=14,r=8,p=5$"))
        #expect(Door.hash?.text.hasPrefix("$scrypt$ln=14,r=8,p=5$") == true)
    }

    @Test func aRightPasswordIsRefusedWhileThereAreTooManyTries() async throws {
        try await Door.withLogins { door, _ in
            for _ in 0..<5 { #expect(try await door.logIn("ana", "no").status == 401) }
            let limited = try await door.logIn("ana")
            #expect(limited.status == 429 && limited.cookie == nil)
            let wait = try #require(limited.header("Retry-After").flatMap { Int($0) })
            #expect((1...61).contains(wait) && limited.body.contains("Try again in \(wait) seconds"))
            // The address has no tries left for other names either.
            #expect(try await door.logIn("bob").status == 429)
            #expect(door.names("Too many tries to log in") == ["ana"], "whoever goes on does not fill the log")
        }
    }

    @Test func aSessionIsAnotherAfterEachLogin() async throws {
        try await Door.withLogins { door, _ in
            // A cookie that somebody else has set before is no session, and does not become one.
            let planted = "\(Gate.cookie)=\(String(repeating: "a", count: 64))"
            let first = try await door.logIn("ana", cookie: planted)
            let cookie = try #require(first.cookie)
            #expect(first.status == 303 && cookie != planted)
            #expect(try await door.ask("/sources", cookie: planted).status == 303)
            let page = try await door.ask("/login", cookie: cookie)
            let form = try #require(page.form)
            let without = try await door.logIn("bob", cookie: cookie)
            #expect(without.status == 409, "a page of another session has sent it")
            let second = try await door.logIn("bob", cookie: cookie, more: "&form=\(form)")
            #expect(second.status == 303 && second.cookie != cookie)
            #expect(try await door.ask("/sources", cookie: cookie).status == 303, "the session before has ended")
            #expect(try await door.ask("/sources", cookie: second.cookie).status == 200)
        }
    }

    @Test func loggingOutEndsTheSession() async throws {
        try await Door.withLogins { door, _ in
            let cookie = try #require(try await door.logIn("bob").cookie)
            let form = try #require(try await door.ask("/sources", cookie: cookie).form)
            #expect(try await door.ask("/logout", cookie: cookie).status == 405)
            #expect(try await door.send("/logout", cookie: cookie, form: "form=").status == 409)
            let foreign = try await door.ask(
                "/logout", "POST", cookie: cookie, headers: ["Origin: http://127.0.0.1:1"], body: "form=\(form)")
            #expect(foreign.status == 403)
            #expect(try await door.ask("/sources", cookie: cookie).status == 200)
            let left = try await door.send("/logout", cookie: cookie, form: "form=\(form)")
            #expect(left.status == 303 && left.header("Location") == "/login")
            #expect(left.header("Set-Cookie")?.contains("Max-Age=0") == true)
            #expect(try await door.ask("/sources", cookie: cookie).status == 303)
        }
    }

    @Test func aLoginThatIsRemovedOrDemotedLosesItsSessions() async throws {
        try await Door.withLogins { door, file in
            let ana = try #require(try await door.logIn("ana").cookie)
            let bob = try #require(try await door.logIn("bob").cookie)
            func status(_ cookie: String, until wanted: Int) async throws -> Int {
                for _ in 0..<200 where try await door.ask("/sources", cookie: cookie).status != wanted {
                    try await Task.sleep(for: .milliseconds(50))
                }
                return try await door.ask("/sources", cookie: cookie).status
            }
            // What cannot be used changes nothing.
            try Data("ana operator nonsense\n".utf8).write(to: URL(filePath: file.string))
            for _ in 0..<200 where !door.logs.lines.contains(where: { $0.message.contains("cannot be used") }) {
                try await Task.sleep(for: .milliseconds(50))
            }
            #expect(try await status(ana, until: 200) == 200)
            try Door.write([("ana", .reader), ("bob", .reader)], to: file)
            #expect(try await status(ana, until: 303) == 303, "ana is a reader now")
            #expect(try await status(bob, until: 200) == 200)
            try Door.write([("ana", .reader)], to: file)
            #expect(try await status(bob, until: 303) == 303, "bob is gone")
            #expect(try await door.logIn("bob").status == 401)
        }
    }

    @Test func aReaderIsOfferedNoActAndRefusedOne() async throws {
        try await Door.withLogins([.consoleOperator: "on"]) { door, _ in
            let cookie = try #require(try await door.logIn("bob").cookie)
            for path in ["/dead/replay", "/dead/discard?id=0", "/sources/remove?id=0", "/sources/resubmit?id=0"] {
                let page = try await door.ask(path, cookie: cookie)
                #expect(page.status == 403 && page.body.contains("bob is a reader: a reader sees"), "\(path): \(page)")
            }
            let secret = String(repeating: "0", count: 64)
            let refused = try await door.send("/dead/replay", cookie: cookie, form: "form=\(secret)&reason=")
            #expect(refused.status == 403 && refused.body.contains("only an operator acts"))
            #expect(door.names("A reader has sent the form of an operator: it is refused") == ["bob"])
            let ana = try #require(try await door.logIn("ana").cookie)
            #expect(try await door.ask("/dead/replay", cookie: ana).status == 200)
            let unknown = try await door.send("/dead/replay", cookie: ana, form: "form=\(secret)&reason=")
            #expect(unknown.status == 409, "an operator is told that there is no such preview")
        }
    }

    @Test func withoutOperatorNobodyActs() async throws {
        try await Door.withLogins { door, _ in
            let ana = try #require(try await door.logIn("ana").cookie)
            #expect(try await door.ask("/dead/replay", cookie: ana).status == 403)
            #expect(try await door.send("/dead/replay", cookie: ana, form: "form=0").status == 405)
        }
    }
}
