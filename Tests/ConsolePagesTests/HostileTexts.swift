import TestData

/// Texts that became markup, script or another text somewhere, and ten thousand made of parts of them.
enum HostileTexts {
    static let known = [
        "<script>canary()</script>", "\"\u{301}=1 autofocus tabindex=0 onfocus=canary() x=\"",
        "'\u{FE0F}><img src=x onerror=canary()>", "<\u{200D}svg onload=canary()>", "&\u{301}lt;b&gt;&#60;i&#62;",
        "</textarea></title></style></script><b>", "javascript:canary()", "data:text/html,<script>canary()</script>",
        "\u{0}\u{1B}[2J\u{7}", "\u{202E}gpj.exe\u{2066}", "]]>--><!--<![CDATA[", "{{name}}${name}<%= name %>",
        "\u{FEFF}",
        "a\r\nb\tc\n\ndata: <p>\nevent: look\n", "é🦄\u{1F468}\u{200D}\u{1F469}", "=cmd|' /C calc'!A0", "@SUM(1+1)*cmd",
        "'; DROP TABLE tokens; --", "$(touch x)`touch x`", "\u{2028}\u{2029}\u{85}\u{A0}", "%3Cscript%3E",
        "\\u003cscript",
        "<a href=\"javascript:canary()\">", "<svg><animate onbegin=canary()>", "<iframe srcdoc=\"<script>\">",
        "<base href=//evil.example/>", "<meta http-equiv=refresh content=0>", "<form action=//evil.example>",
        "\" onmouseover=\"canary()", "' onmouseover='canary()", "`onmouseover=canary()`", "</p></bdi></td></table>",
        "&",
    ]

    private static let scalars: [Unicode.Scalar] = [
        "<", ">", "\"", "'", "&", "/", "=", " ", "`", "\\", "a", "o", "n", ";", "#", "%", "-", "!", "\u{301}",
        "\u{200D}",
        "\u{FE0F}", "\u{202E}", "\u{2067}", "\u{0}", "\u{8}", "\n", "\r", "\t", "\u{2028}", "\u{FEFF}", "\u{E0001}",
        "é", "🦄",
    ]

    /// Texts of at most about 60 bytes, between signs by which each is found.
    static func made(_ count: Int, seed: UInt64 = 22) -> [String] {
        var random = SeededGenerator(seed)
        return (0..<count).map { number in
            var text = "h\(number)e"
            var left = 48
            while left > 0, Int.random(in: 0..<12, using: &random) > 0 {
                var part = ""
                if Bool.random(using: &random), let known = known.randomElement(using: &random) {
                    part = known
                } else {
                    for _ in 0..<Int.random(in: 1...6, using: &random) {
                        part.unicodeScalars.append(scalars.randomElement(using: &random) ?? "a")
                    }
                }
                guard part.utf8.count <= left else { break }
                left -= part.utf8.count
                text.unicodeScalars.append(contentsOf: part.unicodeScalars)
            }
            return text
        }
    }

    /// Harmless texts in the place of the others.
    static func harmless(_ count: Int, from first: Int = 0) -> [String] { (first..<first + count).map { "h\($0)e" } }
}
