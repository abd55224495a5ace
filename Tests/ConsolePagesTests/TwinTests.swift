import HTMLText
import Testing

@testable import ConsolePages

@Suite struct TwinTests {
    @Test func eachCommandFindsTheServersOfTheConsole() {
        let twin = Twin.same("etl dead-letters export letters 'a && b'", "etl dead-letters discard 'a && b' --yes")
        #expect(
            twin.line("--state '/a b'")
                == "etl dead-letters export letters 'a && b' --state '/a b' && etl dead-letters discard 'a && b' --yes --state '/a b'"
        )
        #expect(twin.line("") == "etl dead-letters export letters 'a && b' && etl dead-letters discard 'a && b' --yes")
        #expect(Twin.near("etl dead-letters list", "All:").line("--state /s") == "etl dead-letters list --state /s")
    }

    @Test func aCommandThatAsksNoServerHasNoneOfTheirOptions() {
        #expect(Twin.offline("etl inspect a.csv").line("--state /s") == "etl inspect a.csv")
    }

    @Test func thePageShowsAndCopiesTheWholeLine() {
        var html = HTML()
        Twin.same("etl log").write("--state '/<b>'", to: &html)
        let text = String(decoding: html.bytes, as: UTF8.self)
        #expect(text.contains("etl log --state ") && text.contains("/&lt;b&gt;"), "\(text)")
        #expect(!text.contains("<b>"))
    }
}
