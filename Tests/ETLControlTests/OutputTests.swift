import Testing

@testable import ETLControl

struct OutputTests {
    @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (-1_234_567, "-1,234,567")])
    func groupsDigits(_ number: Int, _ text: String) {
        #expect(Format.count(number) == text)
    }

    @Test(arguments: [(0.2, "0:01"), (59.5, "1:00"), (754, "12:34"), (3723, "1:02:03")])
    func writesTimes(_ seconds: Double, _ text: String) {
        #expect(Format.time(seconds) == text)
    }

    @Test func showsNoCharacterThatATerminalObeys() {
        #expect(Format.printable("a\u{1B}[31m\nb\u{7F}\u{202E}c\u{9B}é") == "a·[31m·b··c·é")
    }

    @Test func labelsLeaveOutTheFoldersThatAllSourcesShare() {
        #expect(SourceLabel.labels(of: ["/data/a/x.csv"]) == ["x.csv"])
        #expect(SourceLabel.labels(of: ["/data/a/x.csv", "/data/b/x.csv"]) == ["a/x.csv", "b/x.csv"])
        #expect(SourceLabel.labels(of: ["/data/a/x.csv", "/data/x.csv"]) == ["a/x.csv", "x.csv"])
        #expect(SourceLabel.labels(of: ["/x.csv", "/x.csv"]) == ["x.csv", "x.csv"])
        #expect(SourceLabel.labels(of: []) == [])
    }

    @Test func tablesFitTheirWidthByCuttingTheFirstColumn() {
        var table = Table(["source", "records"])
        table.add([String(repeating: "x", count: 100) + "end", "1,000"])
        #expect(table.lines(within: 40).allSatisfy { $0.count <= 40 })
        #expect(table.lines(within: 40).last?.contains("xend  ") == true)
        #expect(table.lines(within: 200).last?.count == 112)
    }

    @Test(arguments: [("etl", "etl"), ("a b", "'a b'"), ("it's", #"'it'\''s'"#), ("", "''")])
    func quotesForAShell(_ word: String, _ quoted: String) {
        #expect(Executable.shellQuoted(word) == quoted)
    }
}
