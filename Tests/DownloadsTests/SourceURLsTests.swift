import SourceDescriptions
import SourceReading
import Testing

@testable import Downloads

/// A publisher of jobs can reach only links with an allowed prefix.
struct SourceURLsTests {
    private func isAllowed(_ link: String, _ prefixes: String...) throws -> Bool {
        let address = try #require(WebAddress(link))
        let urls = try SourceURLs(prefixes)
        return (try? urls.check(address, of: "name")) != nil
    }

    @Test func allowsWhatIsBelow() throws {
        #expect(try isAllowed("https://h/a/b.csv", "https://h"))
        #expect(try isAllowed("https://h/a/b.csv", "https://h/"))
        #expect(try isAllowed("https://h/a/b.csv?sig=x", "https://h/a"))
        #expect(try isAllowed("https://h/a/b.csv", "https://h/a/"))
        #expect(try isAllowed("HTTPS://H:443/a/b.csv", "https://h/a/b.csv"))
        #expect(try isAllowed("http://h:8080/a", "https://h", "http://h:8080"))
        #expect(try isAllowed("https://any/a", "https://"))
    }

    @Test func refusesTheRest() throws {
        #expect(try !isAllowed("https://h/ab/c", "https://h/a"))
        #expect(try !isAllowed("https://h/", "https://h/a"))
        #expect(try !isAllowed("http://h/a", "https://h/a"))
        #expect(try !isAllowed("https://h:8443/a", "https://h/a"))
        #expect(try !isAllowed("https://h.evil/a", "https://h/a"))
        #expect(try !isAllowed("https://h@evil/a", "https://h"))
        #expect(try !isAllowed("http://any/a", "https://"))
        #expect(try !isAllowed("https://h/a"))
    }

    @Test(arguments: [
        "/a/../b", "/a/%2e%2E/b", "/a/.%2e/b", "/a/..%2fb", "/a/x%2F..%2fb", "/a/..%5cb", "/a/./b",
        // What follows a semicolon is a parameter to some servers.
        "/a/..;/b", "/a/..;x=y/b", "/a/.;/b", "/a/%2e%2e%3b/b", "/a/..%3bx/b",
        // Proxies and servers decode one after the other.
        "/a/%252e%252e/b", "/a/%25252e%25252e/b", "/a/..%252fb", "/a/%252525252525252541",
        "/a/..%00/b", "/a/x%00.csv", "/a/x%0d%0a", "/a/%c0%ae%c0%ae/b", "/a/..%20/b", "/a/.../b",
        // Lenient decoders: letters of too many bytes, and those of old Windows servers.
        "/a/%e0%80%ae%e0%80%ae/b", "/a/%F0%80%80%AE./b", "/a/%f8%80%80%80%ae./b", "/a/%fc%80%80%80%80%ae./b",
        "/a/%u002e%u002e/b", "/a/%25u002E./b",
        // What some servers take for dots and slashes.
        "/a/%ef%bc%8e%ef%bc%8e/b", "/a/%e2%80%a5/b", "/a/x%e2%88%95..%ef%bc%8fb", "/a/..%ef%bc%9bx/b",
        // What nobody sees beside dots: blanks, C1 controls, characters without a width, bytes that are no text.
        "/a/..%c2%a0/b", "/a/%e3%80%80../b", "/a/..%c2%85/b", "/a/.%e2%80%8b./b", "/a/..%c2%ad/b", "/a/%ef%bb%bf../b",
        "/a/..%ad/b", "/a/.%e2%80%8b;/b",
        // The end of a path for those that decode first.
        "/a/..%3fx/b", "/a/..%23/b",
    ])
    func refusesPathsThatLeadElsewhere(path: String) throws {
        #expect(try !isAllowed("https://h" + path, "https://h/a"))
        #expect(try !isAllowed("https://h" + path, "https://"))
    }

    @Test(arguments: [
        "/a/100%25.csv", "/a/b%20c.csv", "/a/a;b.csv", "/a/..b", "/a/b..csv", "/a/%C3%BC.csv", "/a/a%2520b.csv",
        "/a/.x",
        "/a/50%", "/a/%zz", "/a/%-0", "/a/%+1", "/a//b", "/a/;x", "/a/%20",
        "/a/%E9t%E9.csv", "/a/%e0%a4%85.csv", "/a/what%3f.csv", "/a/b%e2%80%a6.csv", "/a/%unit.csv", "/a/%23",
        "/a/%c2%a0", "/a/x%c2%a0y%e2%80%8b.csv", "/a/%e2%80%8b.csv",
    ])
    func allowsUnusualNames(path: String) throws {
        #expect(try isAllowed("https://h" + path, "https://h/a"))
    }

    @Test(arguments: [
        "", "h", "/data", "ftp://h", "https://u:5ecret@h", "https://h/?a", "https://h/#a", "https://h/a/..",
    ])
    func refusesWhatIsNoPrefix(text: String) throws {
        let error = #expect(throws: SourceURLError.self) { try SourceURLs([text]) }
        #expect(error?.description.contains("5ecret") == false)
    }

    @Test func namesWhatIsAllowed() throws {
        let error = #expect(throws: SourceError.self) {
            try SourceURLs(["https://h/a"]).check(#require(WebAddress("http://169.254.169.254/x")), of: "name")
        }
        #expect(
            error?.reason
                == .outsideURLs("http://169.254.169.254 is not among the allowed links", allowed: ["https://h/a"]))
        #expect(error?.description.contains("--source-url") == true)
    }
}
