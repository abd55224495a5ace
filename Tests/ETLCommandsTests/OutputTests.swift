import Foundation
import Testing

@testable import DeadLetters
@testable import DisplayText
@testable import ETLCommands
@testable import TerminalOutput

struct OutputTests {
    @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (-1_234_567, "-1,234,567")])
    func groupsDigits(_ number: Int, _ text: String) {
        #expect(Format.count(number) == text)
    }

    @Test(arguments: [(0.2, "0:01"), (59.5, "1:00"), (754, "12:34"), (3723, "1:02:03")])
    func writesTimes(_ seconds: Double, _ text: String) {
        #expect(Format.time(seconds) == text)
    }

    @Test(arguments: [
        (999_999, 7, "999,999"), (1_000_000, 7, "1.0M"), (Int.max, 7, "9.2E"), (Int.min, 9, "-9.2E"),
        (999_999_999, 11, "999,999,999"), (1_999_999_999, 11, "1.9G"), (123_456, 6, "123.4k"),
    ])
    func shortensCounts(_ number: Int, _ width: Int, _ text: String) {
        #expect(Format.count(number, within: width) == text)
    }

    @Test(arguments: [
        (0, "0/s"), (412.4, "412/s"), (41_234, "41k/s"), (1_234_567, "1.2M/s"), (Double.infinity, ">1G/s"),
    ])
    func writesRates(_ rate: Double, _ text: String) {
        #expect(Format.rate(rate) == text)
    }

    @Test(arguments: [
        (59.0, "0:59"), (359_999, "99:59:59"), (360_000, "4 d"), (Double.infinity, "–"), (Double.nan, "–"),
    ])
    func writesWhatIsLeft(_ seconds: Double, _ text: String) {
        #expect(Format.left(seconds) == text)
    }

    @Test func countsTheColumnsOfATerminal() {
        #expect(Format.width("abc") == 3)
        #expect(Format.width("交易🪙é") == 7)
        #expect(Format.middle("abcdefghij", 5) == "ab…ij")
        #expect(Format.width(Format.middle("交易交易交易", 6)) <= 6)
        #expect(Format.head("交易交易", 5) == "交易…")
    }

    @Test func breaksLinesBetweenWords() {
        #expect(Format.wrapped("one two three", 7) == ["one two", "three"])
        #expect(Format.wrapped("a 交易交易交易 b", 5) == ["a", "交易", "交易", "交易", "b"])
    }

    @Test func showsNoCharacterThatATerminalObeys() {
        #expect("a\u{1B}[31m\nb\u{7F}\u{202E}c\u{9B}é".printable == "a·[31m·b··c·é")
        #expect("\u{FEFF}a\0b\u{A0}c\u{200B} d 👨‍👩‍👧".printable == "<BOM>a<NUL>b·c· d 👨‍👩‍👧")
        #expect("a\u{E0041}b\u{2063}c\u{3164}d".printable == "a·b·c·d")
        #expect(["  a b ", "a", " ", "", "\ta\u{FEFF}"].map(\.printableName) == ["··a b·", "a", "·", "", "·a<BOM>"])
    }

    /// Every character of which a terminal or a log line takes notice, and what may be mistaken for a colour of ours.
    private static let hostile: String = {
        let obeyed = [0...0x1F, 0x7F...0x9F, 0x61C...0x61C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x206F]
        let scalars = obeyed.flatMap { $0.compactMap { Unicode.Scalar(UInt32($0)) } }
        return "a" + String(String.UnicodeScalarView(scalars)) + "\u{1B}[2J\u{1B}[7mz"
    }()

    @Test func noWayToATerminalPassesWhatItObeys() throws {
        var table = Table(["name"])
        table.add([Self.hostile], styles: [0: .bad])
        let coloured = table.lines(within: 1000, hasColours: true).joined(separator: "\n")
        #expect(coloured.contains("\u{1B}[31ma") && coloured.contains("z\u{1B}[0m"))
        #expect(Format.colouredLines(coloured) == coloured)
        for shown in [
            Self.hostile.printable, Self.hostile.printableLines.replacing("\n", with: ""),
            Format.colouredLines(Self.hostile).replacing("\n", with: ""),
            coloured.replacing(/\u{1B}\[(31|0)m|\n/, with: ""), try JSONOutput.line([Self.hostile: Self.hostile]),
            try JSONOutput.document([Self.hostile: Self.hostile]).replacing("\n", with: ""),
        ] {
            #expect(!shown.unicodeScalars.contains { $0.isObeyed }, "\(shown.debugDescription)")
            #expect(shown.contains("a") && shown.contains("z"))
        }
    }

    @Test func jsonForTerminalsHasTheSameValues() throws {
        let line = try JSONOutput.line([Self.hostile + "é🪙\"\\"])
        #expect(try JSONDecoder().decode([String].self, from: Data(line.utf8)) == [Self.hostile + "é🪙\"\\"])
        #expect(line.contains(#"\u202e"#) && line.contains(#"\u061c"#) && line.contains("é🪙"))
    }

    @Test func aScreenShowsNoCharacterThatATerminalObeys() {
        var drawn = ""
        StatusScreen { drawn += $0 }.draw(["a\u{9B}2J\u{1B}[31mb\u{1B}[0m\u{1B}]0;t\u{7}"], width: 80, height: 24)
        #expect(drawn == "\u{1B}[Ha·2J\u{1B}[31mb\u{1B}[0m·]0;t·\u{1B}[K\n\u{1B}[J")
    }

    @Test func labelsLeaveOutTheFoldersThatAllSourcesShare() {
        func labels(_ uris: String...) -> [String] { SourceLabel.labels(of: uris.map { ($0, "tokens") }) }
        #expect(labels("/data/a/x.csv") == ["x.csv"])
        #expect(labels("/data/a/x.csv", "/data/b/x.csv") == ["a/x.csv", "b/x.csv"])
        #expect(labels("/data/a/x.csv", "/data/x.csv") == ["a/x.csv", "x.csv"])
        #expect(labels().isEmpty)
        #expect(labels("https://h:1/a/x.csv") == ["x.csv"])
        #expect(labels("https://h:1/a/x.csv", "/a/x.csv") == ["https://h:1/a/x.csv", "a/x.csv"])
    }

    @Test func labelsNameTheKindWhereAFileIsSeveralSources() {
        let sources = [("/a/x.json", "tokens"), ("/a/x.json", "token_transfers"), ("/a/y.csv", "tokens")]
        let labels = SourceLabel.labels(of: sources.map { ($0, $1 as String?) })
        #expect(labels == ["x.json (tokens)", "x.json (token_transfers)", "y.csv"])
    }

    @Test func tablesFitTheirWidthByCuttingTheFirstColumn() {
        var table = Table(["source", "records"])
        table.add([String(repeating: "x", count: 100) + "end", "1,000"])
        #expect(table.lines(within: 40).allSatisfy { $0.count <= 40 })
        #expect(table.lines(within: 40).last?.contains("xend  ") == true)
        #expect(table.lines(within: 200).last?.count == 112)
    }

    @Test func oneOfAKindIsNoPlural() {
        #expect([0, 1, 1200].map { Format.count($0, "line", "lines") } == ["0 lines", "1 line", "1,200 lines"])
        #expect([0, 1, 4].map { LineRange.words(3, count: $0) } == ["line 3", "line 3", "lines 3 to 6"])
    }

    @Test(arguments: [
        ("etl", "etl"), ("a b", "'a b'"), ("it's", #"'it'\''s'"#), ("", "''"), ("it's\n\\1", #"$'it\'s\012\\1'"#),
        ("\u{1B}[2J", #"$'\033[2J'"#), ("é\u{202E}", #"$'é\342\200\256'"#),
        // As a character, this is no quote.
        ("a'\u{301}; id; '\u{301}", "'a'\\''\u{301}; id; '\\''\u{301}'"),
    ])
    func quotesForAShell(_ word: String, _ quoted: String) {
        #expect(word.shellQuoted == quoted)
    }
}
