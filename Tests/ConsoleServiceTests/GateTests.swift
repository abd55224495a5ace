import HTTPTypes
import Testing

@testable import ConsoleService

@Suite struct GateTests {
    private let sessions = Sessions()
    private var gate: Gate { Gate(port: 8090, sessions: sessions, mayAct: false) }

    private func request(
        _ path: String, host: String = "127.0.0.1:8090", method: HTTPRequest.Method = .get, cookie: String? = nil
    ) -> HTTPRequest {
        var request = HTTPRequest(method: method, scheme: "http", authority: host, path: path)
        if let cookie { request.headerFields[.cookie] = cookie }
        return request
    }

    private func status(_ decision: Gate.Decision) -> Int? {
        if case .refused(let status, _) = decision { return status }
        return nil
    }

    /// Opens the link, and returns the cookie of the session.
    private func begin() throws -> String {
        guard case .begin(let session) = gate.decide(request("/?token=\(sessions.link)")) else {
            throw Missing()
        }
        return "\(Gate.cookie)=\(session)"
    }

    private func session(_ cookie: String) -> String { String(cookie.split(separator: "=").last ?? "") }

    /// Whoever has opened the link.
    private func visitor(_ cookie: String) -> Visitor { .ofLink(session(cookie), from: "127.0.0.1") }

    private struct Missing: Error {}

    @Test func aLinkOpensOneBrowser() throws {
        let link = sessions.link
        let cookie = try begin()
        #expect(sessions.link != link)
        #expect(status(gate.decide(request("/?token=\(link)"))) == 401)
        #expect(status(gate.decide(request("/?token=\(link)", cookie: cookie))) == 401)
        #expect(gate.decide(request("/", cookie: cookie)) == .open(visitor(cookie)))
        #expect(
            gate.decide(request("/dead?page=2", cookie: "other=1; \(cookie); b=2")) == .open(visitor(cookie)))
        // The next link opens the next browser, and ends no session.
        let other = try begin()
        #expect(other != cookie)
        #expect(gate.decide(request("/", cookie: cookie)) == .open(visitor(cookie)))
    }

    @Test func nobodyComesInWithoutASession() throws {
        let cookie = try begin()
        for wrong in [
            nil, "", Gate.cookie, "\(Gate.cookie)=", "\(Gate.cookie)=x", cookie + "0", String(cookie.dropLast()),
            cookie.replacing(Gate.cookie, with: "token-etl"), cookie.uppercased(),
        ] {
            #expect(status(gate.decide(request("/", cookie: wrong))) == 401, "\(wrong ?? "no cookie")")
        }
        for wrong in [
            "/?token=", "/?token=x", "/?token=\(sessions.link)0", "/dead?token=\(sessions.link)",
            "/?t=\(sessions.link)",
        ] {
            #expect(status(gate.decide(request(wrong))) == 401, "\(wrong)")
        }
        // A session is no link, and the style is no secret.
        #expect(status(gate.decide(request("/?token=\(cookie.split(separator: "=").last ?? "")"))) == 401)
        #expect(gate.decide(request("/style.css")) == .style)
    }

    @Test func otherNamesOfTheMachineAreRefused() throws {
        let cookie = try begin()
        for host in ["127.0.0.1:8090", "localhost:8090", "LOCALHOST:8090", "[::1]:8090"] {
            #expect(gate.decide(request("/", host: host, cookie: cookie)) == .open(visitor(cookie)), "\(host)")
        }
        for host in [
            "evil.example:8090", "127.0.0.1", "127.0.0.1:80", "127.0.0.1:8090.evil.example", "localhost.:8090", "",
            "user@127.0.0.1:8090", "0.0.0.0:8090", "127.1:8090",
        ] {
            #expect(status(gate.decide(request("/", host: host, cookie: cookie))) == 421, "\(host)")
        }
        // Not even with the link: what is refused does not use it up.
        let link = sessions.link
        #expect(status(gate.decide(request("/?token=\(link)", host: "evil.example:8090"))) == 421)
        #expect(sessions.link == link)
    }

    @Test func aFormComesFromAPageOfTheConsole() throws {
        let cookie = try begin()
        let gate = Gate(port: 8090, sessions: sessions, mayAct: true)
        func decide(_ origin: String?, host: String = "127.0.0.1:8090", cookie: String?) -> Gate.Decision {
            var request = request("/dead/replay", host: host, method: .post, cookie: cookie)
            if let origin, let name = HTTPField.Name("Origin") { request.headerFields[name] = origin }
            return gate.decide(request)
        }
        let own = visitor(cookie)
        #expect(decide("http://127.0.0.1:8090", cookie: cookie) == .act(own))
        #expect(decide("http://localhost:8090", host: "localhost:8090", cookie: cookie) == .act(own))
        for origin in [
            nil, "null", "", "http://127.0.0.1:8091", "https://127.0.0.1:8090", "http://localhost:8090",
            "http://evil.example",
            "http://127.0.0.1:8090.evil.example", "http://127.0.0.1:8090/", "http://127.0.0.1:8090 http://evil.example",
        ] {
            #expect(status(decide(origin, cookie: cookie)) == 403, "\(origin ?? "none")")
        }
        #expect(status(decide("http://127.0.0.1:8090", cookie: nil)) == 401)
        #expect(status(decide("http://evil.example:8090", host: "evil.example:8090", cookie: cookie)) == 421)
        for method in [HTTPRequest.Method.put, .delete, .patch, .options, .trace] {
            #expect(status(gate.decide(self.request("/", method: method, cookie: cookie))) == 405, "\(method)")
        }
        // A link is not opened by a form.
        #expect(status(gate.decide(self.request("/?token=\(sessions.link)", method: .post))) == 401)
    }

    @Test func aPictureOfAnotherPageIsRefused() throws {
        let cookie = try begin()
        func decide(_ site: String, _ mode: String) -> Gate.Decision {
            var request = request("/dead/replay?id=0", cookie: cookie)
            if let name = HTTPField.Name("Sec-Fetch-Site") { request.headerFields[name] = site }
            if let name = HTTPField.Name("Sec-Fetch-Mode") { request.headerFields[name] = mode }
            return gate.decide(request)
        }
        for site in ["same-site", "cross-site"] {
            #expect(status(decide(site, "no-cors")) == 403 && status(decide(site, "cors")) == 403)
            #expect(decide(site, "navigate") == .open(visitor(cookie)), "a link from elsewhere")
        }
        for site in ["none", "same-origin"] { #expect(decide(site, "cors") == .open(visitor(cookie))) }
    }

    @Test func itOnlyShows() throws {
        let cookie = try begin()
        for method in [HTTPRequest.Method.post, .put, .delete, .patch, .options, .trace, .connect] {
            #expect(status(gate.decide(request("/", method: method, cookie: cookie))) == 405, "\(method)")
        }
        #expect(gate.decide(request("/", method: .head, cookie: cookie)) == .open(visitor(cookie)))
        // A look at the headers of a link does not use it up.
        let link = sessions.link
        _ = gate.decide(request("/?token=\(link)", method: .head))
        #expect(sessions.link == link)
    }
}

@Suite struct SessionsTests {
    @Test func aSessionEnds() throws {
        let sessions = Sessions()
        let now = ContinuousClock.now
        let session = try #require(sessions.begin(with: sessions.link, at: now))
        #expect(sessions.isOpen(session, at: now + Sessions.lifetime))
        #expect(!sessions.isOpen(session, at: now + Sessions.lifetime + .seconds(1)))
        #expect(!sessions.isOpen(session, at: now))
    }

    @Test func theOldestMakesRoom() throws {
        let sessions = Sessions()
        let all = try (0..<33).map { _ in try #require(sessions.begin(with: sessions.link)) }
        #expect(!sessions.isOpen(all[0]))
        #expect(all.dropFirst().allSatisfy { sessions.isOpen($0) })
        #expect(Set(all).count == 33 && all.allSatisfy { $0.utf8.count == 64 })
    }
}
