import Blocking
import SourceReading
import SystemPackage
import TestSupport
import Testing

@testable import Downloads

/// Redirections to allowed and forbidden places, and the credentials that they carry.
@Suite(.timeLimit(.minutes(1))) struct RedirectionTests {
    private let file = FileServer.File(Array(Content.one.prefix(400_000)))

    private static func redirect(_ status: Int = 302, to location: String) -> FileServer.Answer {
        FileServer.Answer(status: status, headers: ["Location": location, "Content-Length": "0"])
    }

    @Test(arguments: [301, 302, 303, 307, 308]) func followsRedirections(status: Int) async throws {
        try await FileServer.with { [file] request in
            switch request.uri {
            case "/a/old?x=1": Self.redirect(status, to: "../b/new?y=2")
            case "/b/new?y=2": Self.redirect(status, to: "/c")
            default: file.answer(request)
            }
        } _: { server in
            let link = server.origin + "/a/old?x=1"
            let found = try await content(of: link)
            #expect(found == file.bytes)
            let all = ["/a/old?x=1", "/b/new?y=2", "/c"]
            #expect(server.requests.map(\.uri) == all + all)
            #expect(server.requests.last?.headers["range"] == "bytes=65536-")
        }
    }

    @Test func followsNoMoreThanFive() async throws {
        try await FileServer.with {
            Self.redirect(to: $0.uri + "1")
        } _: { server in
            let link = server.origin + "/"
            let reason = try await blockingCall { try failure { _ = try SourcePlaces().open(link) } }
            #expect(SourceError("a", try #require(reason)).description.contains("redirects more than 5 times"))
            #expect(server.requests.count == 6)
        }
    }

    @Test(arguments: [nil, "", "ftp://localhost/", "http://a b/", "http://[/"] as [String?])
    func refusesRedirectionsToNowhere(target: String?) async throws {
        try await FileServer.with { _ in
            FileServer.Answer(
                status: 302, headers: ["Location": target, "Content-Length": "0"].compactMapValues(\.self))
        } _: { server in
            let link = server.origin + "/a"
            let reason = try await blockingCall { try failure { _ = try SourcePlaces().open(link) } }
            #expect(reason != nil && server.requests.count <= 6)
        }
    }

    @Test func leavesNoPlaceThatIsAllowed() async throws {
        try await FileServer.with { [file] in
            file.answer($0)
        } _: { other in
            try await FileServer.with { [origin = other.origin] _ in
                Self.redirect(to: origin + "/open/a")
            } _: { server in
                let urls = try SourceURLs([server.origin + "/open"])
                let link = server.origin + "/open/a?sig=5ecret"
                let reason = try await blockingCall { try failure { _ = try Retries().places(urls: urls).open(link) } }
                guard case .outsideURLs(let why, let allowed)? = reason else { throw Unexpected(reason: reason) }
                #expect(why.contains(other.origin) && allowed == [server.origin + "/open"])
                #expect(other.requests.isEmpty)
            }
        }
    }

    @Test(arguments: ["/open/..;/secret", "/open/%252e%252e/secret", "/open/..%00/secret"])
    func followsNoRedirectionThatLeadsOutOfAnAllowedPlace(target: String) async throws {
        try await FileServer.with { [file] request in
            request.uri == "/open/a" ? Self.redirect(to: target) : file.answer(request)
        } _: { server in
            let urls = try SourceURLs([server.origin + "/open"])
            let link = server.origin + "/open/a"
            let reason = try await blockingCall { try failure { _ = try Retries().places(urls: urls).open(link) } }
            guard case .outsideURLs(let why, _)? = reason else { throw Unexpected(reason: reason) }
            #expect(why.contains("another"))
            #expect(server.requests.map(\.uri) == ["/open/a"])
        }
    }

    @Test func showsTheLoginToNobodyElse() async throws {
        try await FileServer.with { [file] in
            file.answer($0)
        } _: { other in
            try await FileServer.with { [origin = other.origin] request in
                request.uri == "/a" ? Self.redirect(to: "/b") : Self.redirect(to: origin + "/c")
            } _: { server in
                let link = server.origin.replacing("://", with: "://us%40er:pass@") + "/a"
                let found = try await content(of: link)
                #expect(found == file.bytes)
                // The header encodes `us@er:pass`.
                #expect(server.requests.allSatisfy { $0.headers["authorization"] == "Basic dXNAZXI6cGFzcw==" })
                #expect(other.requests.allSatisfy { $0.headers["authorization"] == nil })
            }
        }
    }

    @Test func readsEncryptedAndNeverLeavesThat() async throws {
        try await TestAuthority.with { authority in
            let certificate = try await authority.issue("server")
            try await FileServer.with { [file] in
                file.answer($0)
            } _: { plain in
                try await FileServer.with(tls: certificate) { [file, origin = plain.origin] request in
                    request.uri == "/away" ? Self.redirect(to: origin + "/a") : file.answer(request)
                } _: { server in
                    let origin = server.origin
                    let places = Retries().places(authorities: authority.certificate.string)
                    #expect(try await content(of: origin + "/a", by: places) == file.bytes)
                    let reason = try await blockingCall { try failure { _ = try places.open(origin + "/away") } }
                    #expect(SourceError("a", try #require(reason)).description.contains("from https to http"))
                    #expect(plain.requests.isEmpty)
                    let unknown = try await blockingCall {
                        try failure { _ = try Retries().places().open(origin + "/a") }
                    }
                    guard case .inputOutput(let words)? = unknown else { throw Unexpected(reason: unknown) }
                    #expect(words.contains("no trusted authority"))
                    let mistaken = plain.origin.replacing("http:", with: "https:") + "/a"
                    let spoken = try await blockingCall { try failure { _ = try places.open(mistaken) } }
                    guard case .inputOutput(let words)? = spoken else { throw Unexpected(reason: spoken) }
                    #expect(words.contains("does not speak TLS"))
                }
            }
        }
    }

    private struct Unexpected: Error {
        let reason: SourceError.Reason?
    }
}
