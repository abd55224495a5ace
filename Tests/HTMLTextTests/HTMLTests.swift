import HTMLText
import Testing

@Suite struct HTMLTests {
    /// Texts that became markup elsewhere, among them those with a character that joins the one before it.
    static let hostile = [
        "<script>alert(1)</script>", "\"\u{301} autofocus onfocus=alert(1) x=\"",
        "'\u{FE0F}><img src=x onerror=alert(1)>",
        "<\u{200D}svg onload=alert(1)>", "&\u{301}lt;b&gt;", "</textarea></title></style><b>", "javascript:alert(1)",
        "\u{0}\u{1B}[2J", "\u{202E}gpj.exe", "]]>--><!--", "{{name}}", "\u{FEFF}", "a\r\nb\tc", "é🦄",
    ]

    private func text(_ write: (inout HTML) -> Void) -> String {
        var html = HTML()
        write(&html)
        return String(decoding: html.bytes, as: UTF8.self)
    }

    @Test func escapesEveryByteThatCouldBeMarkup() {
        #expect(
            text { $0.text("<a href=\"x\" id='y'>&</a>") }
                == "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;&lt;/a&gt;")
        // As characters, these are no quote and no angle bracket.
        #expect(text { $0.text("\"\u{301}<\u{FE0F}&\u{200D}") } == "&quot;\u{301}&lt;\u{FE0F}&amp;\u{200D}")
    }

    @Test(arguments: hostile)
    func noTextBecomesMarkup(_ hostile: String) {
        for written in [text { $0.text(hostile) }, text { $0.lines(hostile) }] {
            #expect(!written.utf8.contains { "<>\"'".utf8.contains($0) })
        }
        let attribute = text { $0.empty("p", .named("title", hostile)) }
        #expect(attribute.utf8.count { $0 == UInt8(ascii: "\"") } == 2)
        #expect(attribute.utf8.count { $0 == UInt8(ascii: "<") } == 1)
        let link = text { $0.element("a", .href(PageLink("/dead/", last: hostile, [("reason", hostile)])), text: "") }
        #expect(link.wholeMatch(of: /<a href="\/dead\/[A-Za-z0-9._~%-]*\?reason=[A-Za-z0-9._~%-]*"><\/a>/) != nil)
    }

    @Test func randomTextsNeverBecomeMarkup() {
        var random = SystemRandomNumberGenerator()
        let scalars: [Unicode.Scalar] = [
            "<", ">", "\"", "'", "&", "a", "=", " ", "\u{301}", "\u{200D}", "\u{FE0F}", "\u{202E}", "\u{0}",
        ]
        for _ in 0..<10_000 {
            var hostile = ""
            for _ in 0..<Int.random(in: 0...12, using: &random) {
                hostile.unicodeScalars.append(scalars.randomElement(using: &random) ?? "a")
            }
            let written = text { $0.text(hostile) }
            #expect(!written.utf8.contains { "<>\"'".utf8.contains($0) }, "\(hostile.unicodeScalars.map(\.value))")
            #expect(written.unicodeScalars.allSatisfy { $0 != "\u{202E}" && $0 != "\u{0}" })
        }
    }

    @Test func foreignTextsStandApartAndAreCut() {
        #expect(text { $0.foreign("\u{202E}abc") } == "<bdi>·abc</bdi>")
        #expect(text { $0.foreign("abcdef", limit: 3) } == "<bdi>abc…</bdi>")
        // No character is cut in two.
        #expect(text { $0.foreign("aé", limit: 2) } == "<bdi>a…</bdi>")
    }

    @Test func elementsNest() {
        let written = text { html in
            html.element("ul", .class("list")) { html in
                html.element("li", .flag("hidden"), text: "1 < 2")
                html.empty("br")
            }
        }
        #expect(written == "<ul class=\"list\"><li hidden>1 &lt; 2</li><br></ul>")
    }

    @Test func aForeignLinkIsOfHTTP() {
        for good in ["http://127.0.0.1:8080/", "https://host.example/graphql?a=b", "HTTPS://[::1]:1"] {
            #expect(ForeignLink(good)?.text == good)
        }
        for bad in [
            "javascript:alert(1)", "data:text/html,x", "//host/", "http:", "http://", "ftp://a/", " http://a/",
            "http://a/\n", "http://a b/", "http://user@a/", "java\nscript:http://a/", "http://a/é",
        ] {
            #expect(ForeignLink(bad) == nil, "\(bad)")
        }
    }

    @Test func linksLeaveOutWhatIsNotGiven() {
        #expect(PageLink("/sources", [("state", nil), ("page", "2")]).text == "/sources?page=2")
        #expect(
            PageLink("/sources", [("state", "in progress"), ("page", "2")]).text
                == "/sources?state=in%20progress&page=2")
        #expect(PageLink("/dead/", last: "../x?y#z").text == "/dead/..%2Fx%3Fy%23z")
    }
}
