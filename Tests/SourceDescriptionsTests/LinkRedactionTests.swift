import Testing

@testable import SourceDescriptions

/// A text of elsewhere is shown without the secrets of the links in it.
struct LinkRedactionTests {
    @Test(arguments: [
        ("https://u:5ecret@h/a.csv?X-Amz-Signature=5ecret", "https://…@h/a.csv"),
        ("see https://h/a.csv?sig=5ecret.", "see https://h/a.csv."),
        ("'https://u:5ecret@h/a': gone (see https://h/b)", "'https://…@h/a': gone (see https://h/b)"),
        (#"{"a":"https:\/\/u:5ecret@h\/a","b":1}"#, #"{"a":"https://…@h/a","b":1}"#),
        (#"https:\\/\\/u:5ecret@h/"#, "https://…@h/"),
        ("HTTPS://u:5ecret@H/a#5ecret", "https://…@h/a"),
        ("url=https://u:5ecret@h/a&b", "url=https://…@h/a&b"),
    ])
    func linksLoseTheirSecrets(text: String, shown: String) {
        #expect(SourceLink.redacted(in: text) == shown)
    }

    @Test(arguments: [
        ("read amqp://u:5ecret@h/v at once", "read …"), ("s3://k:5ecret@b, https://h/a", "…"), ("://5ecret", "…"),
        ("from https://u:my 5ecret@h/a", "from …"), ("from https://1:22 5ecret@h/a", "from …"),
        ("https://h /a?sig=5ecret", "https://h/ …"), ("https://h/a b&sig=5ecret c", "https://h/a … c"),
        ("https://h/a|5ecret", "https://h/a…"), ("https://h/ä5ecret", "https://h/…"),
        ("https://\u{301}u:5ecret@h/a", "…"), ("ftp://u:5ecret@h/a\nb", "…"),
    ])
    func whatCannotBeReadIsHidden(text: String, shown: String) {
        #expect(SourceLink.redacted(in: text) == shown)
    }

    @Test(arguments: [
        ("to=https%3A%2F%2Fu%3ASecret%40h%2Fa?sig=Secret and more", "to=… and more"), ("s3%3a%2F%2fSecret", "…"),
        ("x https%3A%2F%2Fh&y=https://u:Secret@h/a z", "x … z"), ("%3A%2F%2FSecret\nb", "…\nb"),
        ("'https%3A%2F%2Fh/äSecret' b", "'…"), (#""https%3A%2F%2FSecret","b""#, #""…","b""#),
        ("from https://1:22 https%3A%2F%2FSecret@h", "from …"),
    ])
    func encodedLinksAreHiddenToTheNextBlank(text: String, shown: String) {
        #expect(SourceLink.redacted(in: text) == shown)
        for bytes in 0..<text.utf8.count {
            #expect(!SourceLink.redacted(in: text, first: bytes).contains("S"), "\(bytes)")
        }
    }

    @Test func aLinkKeepsItsNameWhateverItsParametersHold() throws {
        let link = "https://h/a?to=https%3A%2F%2Fh"
        let name = try #require(SourceLink(link)).name
        #expect(SourceLink.redacted(in: "see \(link) there") == "see \(name) there")
    }

    @Test(arguments: [
        "%3A%2F", "100%3A", "a%2F%2Fb", "", "checksum-mismatch", "/data/a.csv", "node:mainnet/1/2/3/4", "a: b/c",
        "why? a&b, u@h",
        "https://…: this is not a link; percent-encode it", "only below https://; let the extractors read it",
        "https://h/a.csv?etl-hash=0123456789abcdef: the server refuses it (403); submit it with --again?",
        "name it in ETL_NODES, as name=https://host/path", "(https://h/a), https://h/b!",
    ])
    func otherTextsStayAsTheyAre(text: String) {
        #expect(SourceLink.redacted(in: text) == text)
    }

    @Test(arguments: [
        ("see https://u:Secret@h/a for more", "see "), ("https://u:Secret@h/a?sig=Secret", ""),
        ("url=https://h/a?sig=Secret b", "url="), ("'https://h/äSecret' x", "'"),
        ("from https://u:my Secret@h/a", "from "), ("from https://1:22 Secret@h/a", "from "),
        (#"{"a":"https:\/\/u:Secret@h\/a"}"#, #"{"a":""#), ("a amqp://u:Secret@h/v b", "a "),
        ("https://h /a?sig=Secret x", ""),
    ])
    func aLinkThatIsCutShowsNothingOfItsSecrets(text: String, before: String) {
        for bytes in 0...text.utf8.count {
            let shown = SourceLink.redacted(in: text, first: bytes)
            #expect(!shown.contains("S") && !shown.contains("22") && !shown.contains("my"), "\(bytes): \(shown)")
            #expect(shown.hasPrefix(before.prefix(bytes)), "\(bytes): \(shown)")
        }
        #expect(SourceLink.redacted(in: text, first: text.utf8.count) == SourceLink.redacted(in: text))
    }

    @Test func theBeginningOfATextIsShownAsFarAsNoLinkGoesOn() {
        for (text, bytes, shown) in [
            ("https://h/a?X-Amz-Date=1 is gone, and more", 29, "https://h/a is …"),
            ("see https://h/a, and more", 15, "see …"), ("https://h/a, and u@h", 13, "…"),
            ("a text of many words", 6, "a text"), ("aä", 2, "a"), ("short", 99, "short"),
            ("https://h/a?sig=1", 99, "https://h/a"),
        ] {
            #expect(SourceLink.redacted(in: text, first: bytes) == shown, "\(text)")
        }
    }

    @Test func anyBytesThatMayHoldALinkAreFound() {
        for (text, mayBe) in [
            ("a://", true), (#"a:\/\/"#, true), (#"a:\\/\\/"#, true),
            ("a%3A%2F%2f", true), ("%3A%2F%3a%2f%2F", true), ("%3A%2F/", false), ("%3A%2F%3A", false),
            ("a:/b/", false), ("a//b:", false), ("a: //", false),
        ] {
            #expect(SourceLink.mayBe(in: Array(text.utf8)) == mayBe, "\(text)")
        }
    }
}
