import ETLModels
import Testing

@testable import SourceDescriptions

/// Nothing of a query is shown but a hash, and what is harmless.
struct LinkQueryTests {
    private static let secret = "5ecret"

    /// Names that servers give to their secrets, and others that nobody can know.
    private static let names = [
        "key", "auth", "hash", "code", "sas", "s", "t", "k", "jwt", "session", "sessionid", "PHPSESSID", "ticket",
        "secret", "client_secret", "auth_token", "AuthKey", "authkey", "private_token", "hdnts", "hdnea", "verify",
        "md5", "st", "se", "e", "h", "x-oss-signature", "q-signature", "X-Tos-Signature", "x-cos-security-token",
        "sign", "SIGNATURES", "temp_url_sig", "wsSecret", "download_token", "dl", "rlkey", "resourcekey", "uuid",
        "%6Bey",
    ]

    private func name(_ query: String, _ harmless: Set<String> = []) throws -> String {
        let link = try #require(SourceLink("https://h/a.csv?" + query, showing: harmless))
        #expect(!link.redacted.contains(Self.secret) && !"\(link)".contains(Self.secret))
        return link.name
    }

    private let hashed = /https:\/\/h\/a\.csv\?etl-hash=[0-9a-f]{16}/

    @Test(arguments: names) func hidesAParameterOfAnyName(name: String) throws {
        for query in [
            "\(name)=5ecret", "\(name.uppercased())=5ecret", "\(name)=5ecret&part=2", "part=2;\(name)=5ecret",
            "\(name)%3D5ecret", "\(name)==5ecret", "a&\(name)=5ecret&&", "5ecret",
        ] {
            #expect(try self.name(query).wholeMatch(of: hashed) != nil, "\(query)")
            #expect(try self.name(query, ["part", "a"]).contains("etl-hash="), "\(query)")
        }
    }

    @Test func linksToDifferentFilesHaveDifferentNames() throws {
        let queries = ["file=a", "file=b", "file=a&x", "FILE=a", "file", "file=", "x&file=a"]
        #expect(Set(try queries.map { try name($0) }).count == queries.count)
        let elsewhere = try #require(SourceLink("https://h/b.csv?file=a"))
        #expect(try !elsewhere.name.hasSuffix(name("file=a").suffix(16)))
    }

    @Test(arguments: [
        "X-Amz-Signature=1&file=a&X-Amz-Date=2", "file=a&sig=5ecret&se=3", "file=a&token=5ecret", "file=a&%73ig=5ecret",
    ])
    func aRenewedSignatureKeepsTheName(query: String) throws {
        #expect(try name(query) == name("file=a"))
    }

    @Test func showsWhatIsHarmlessAsItIs() throws {
        #expect(
            try name("versionId=7&sig=5ecret&%66ile=a", ["versionid", "file"]) == "https://h/a.csv?versionId=7&%66ile=a"
        )
        let mixed = try name("file=a&key=5ecret&part=2", ["file", "part"])
        #expect(mixed.wholeMatch(of: /https:\/\/h\/a\.csv\?file=a&part=2&etl-hash=[0-9a-f]{16}/) != nil, "\(mixed)")
    }

    @Test(arguments: [
        "file=a;key=5ecret", "file=a%3Bkey=5ecret", "file=a%3bkey=5ecret", "file=a%26key=5ecret", "sig=5ecret",
    ])
    func aHarmlessParameterThatMayHoldAnotherIsHidden(query: String) throws {
        #expect(try !name(query, ["file", "sig"]).contains("file="))
    }

    // MARK: Names of other settings

    @Test func recognisesANameUnderAnySetting() throws {
        let link = "https://u:5ecret@h/a.csv?file=a&key=5ecret&part=2&sig=5ecret&file=a"
        for harmless: Set<String> in [[], ["file"], ["part"], ["file", "part"], ["file", "part", "key"]] {
            let name = try #require(SourceLink(link, showing: harmless)).name
            let read = try #require(SourceLink(link, named: name), "\(name)")
            #expect(read.name == name && read.link == link)
        }
    }

    @Test(arguments: [
        "https://h/a.csv", "https://h/b.csv?file=a", "https://h/a.csv?file=b", "https://h/a.csv?key=5ecret&file=a",
        "https://h/a.csv?file=a&etl-hash=0123456789abcdef", "https://h/a.csv?file=a&key=5ecret&sig=5ecret",
        "https://u@h/a.csv?file=a&key=5ecret", "https://h/a.csv?file=a&key=5ecret#x", "/data/a.csv",
    ])
    func refusesTheNameOfAnotherLink(name: String) {
        #expect(SourceLink("https://h/a.csv?file=a&key=5ecret&sig=5ecret", named: name) == nil)
    }

    @Test func aNameIsNoLink() throws {
        let name = try name("key=5ecret")
        let again = try #require(SourceLink(name))
        #expect(again.name == name && again.isOnlyName && again.isHashed)
        let mixed = try #require(SourceLink(try self.name("file=a&key=5ecret", ["file"])))
        #expect(!mixed.isOnlyName && mixed.isHashed)
        // A parameter of that name hides nothing else.
        #expect(try self.name("key=5ecret&etl-hash=0123456789abcdef").wholeMatch(of: hashed) != nil)
    }

    // MARK: The hash

    @Test(arguments: [
        ("", "e3b0c442"), ("abc", "ba7816bf"),
        ("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61"),
        (String(repeating: "a", count: 55), "9f4390f8"), (String(repeating: "a", count: 56), "b35439a4"),
        (String(repeating: "a", count: 64), "ffe054fe"),
    ])
    func hashesAsTheStandardSays(text: String, digits: String) {
        #expect(LinkHash.digits(of: text).hasPrefix(digits))
        #expect(LinkHash.digits(of: text).utf8.count == 16)
    }

    @Test func hashesAMillionLetters() {
        let digest = LinkHash.sha256([UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000))
        #expect(digest == [0xcdc7_6e5c_9914_fb92, 0x81a1_c7e2_84d7_3e67, 0xf180_9a48_a497_200e, 0x046d_39cc_c711_2cd0])
    }
}
