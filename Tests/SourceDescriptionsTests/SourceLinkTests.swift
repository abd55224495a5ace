import Foundation
import Testing

@testable import SourceDescriptions

/// The name of a link has no secret of it.
struct SourceLinkTests {
    @Test(arguments: [
        (
            "https://b.s3.amazonaws.com/a.csv?X-Amz-Algorithm=A&X-Amz-Credential=B%2F&x-amz-signature=5ecret",
            "https://b.s3.amazonaws.com/a.csv"
        ),
        ("https://storage.googleapis.com/b/a?X-Goog-Signature=5ecret", "https://storage.googleapis.com/b/a"),
        ("https://b/a?AWSAccessKeyId=5ecret&Signature=5ecret&Expires=1", "https://b/a"),
        ("https://b/a?GoogleAccessId=5ecret&Expires=1&Signature=5ecret", "https://b/a"),
        ("https://d.cloudfront.net/a?Policy=5ecret&Signature=5ecret&Key-Pair-Id=5ecret", "https://d.cloudfront.net/a"),
        ("https://x.blob.core.windows.net/c/a?sv=1&se=2&sr=b&sp=r&sig=5ecret", "https://x.blob.core.windows.net/c/a"),
        ("https://user:5ecret@h/a?access_token=5ecret&%74oken=5ecret", "https://h/a"),
        ("HTTP://Host:80", "http://host/"),
        ("https://h:8443/A#5ecret", "https://h:8443/A"),
        ("http://[::1]:99/a", "http://[::1]:99/a"),
        ("https://h/a?", "https://h/a"), ("https://h/a?&&#5ecret", "https://h/a"),
        ("https://h/a?etl-hash=0123456789abcdef", "https://h/a?etl-hash=0123456789abcdef"),
    ])
    func leavesSecretsOutOfTheName(link: String, name: String) throws {
        let location = try #require(SourceLink(link))
        #expect(location.name == name)
        #expect("\(location)" == name)
        #expect(SourceLink(name)?.name == name)
        #expect(SourceLink(location.link) == location)
        #expect(!location.redacted.contains("5ecret"))
        #expect(SourceLink(location.name)?.hasSecrets == false)
        var dumped = ""
        dump(location, to: &dumped)
        #expect(!dumped.contains("5ecret") && !String(reflecting: location).contains("5ecret"))
        let coded = try JSONEncoder().encode([location])
        let decoded = try JSONDecoder().decode([SourceLink].self, from: coded)
        #expect(decoded == [location])
    }

    @Test func showsWhereSecretsAre() throws {
        let location = try #require(SourceLink("https://u:5ecret@h/a?X-Amz-Signature=5ecret"))
        #expect(location.redacted == "https://…@h/a" && location.link.contains("u:5ecret@h/a?X-Amz-Signature=5ecret"))
    }

    @Test(arguments: [
        "", "a.csv", "/data/a.csv", "ftp://h/a", "http://", "http:///a", "http://h:0/a", "http://h:65536/a",
        "http://h:/a",
        "http://a@b@c/", "http://h\\@x/", "http://h /a", "http://h/a b", "http://h/\u{e9}", "http://[::1/a",
        "http://[]/",
        "http://h]/", "http://h/a\n", "http://h/|", "https://h:+1/",
    ])
    func refusesWhatProgramsReadInDifferentWays(link: String) {
        #expect(SourceLink(link) == nil)
    }
}
