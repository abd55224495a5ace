import ETLModels
import TestData
import Testing

@testable import SourceReading

/// Messages have the command that helps, with the file's own name.
@Suite struct SourceErrorTests {
    private static func fault(_ bytes: [UInt8], _ path: String) throws -> String {
        SourceError(path, try #require(try InspectionTests.refusal(of: bytes))).fault
    }

    @Test(arguments: [
        ("/data/a.json", "/data/a.json"), ("/data/it's a.json", #"'/data/it'\''s a.json'"#),
        ("/data/a\n\u{1B}.json", #"$'/data/a\012\033.json'"#), ("https://host/a.json", "FILE"),
    ])
    func commandsNameTheFileAsAShellTakesIt(path: String, word: String) throws {
        let stream = Array(#"{"FILE":{"FILE":[{"a":1}]}}"#.utf8)
        #expect(try Self.fault(stream, path).hasSuffix("jq -c '.FILE.FILE[]' \(word) | etl submit -"))
        let encoded: [UInt8] = [0xFF, 0xFE, 0x61, 0]
        #expect(
            try Self.fault(encoded, path) == "the file is UTF-16: iconv -f UTF-16 -t UTF-8 < \(word) | etl submit -")
        let demanding = XZ.stream([0x61], dictionary: 192 << 20)
        #expect(try Self.fault(demanding, path).hasSuffix("“xz -dc \(word) | xz”"))
    }

    @Test func aNameMakesNoFurtherLine() {
        let words = SourceError("/a\netl: all is well\u{9B}", .notFound).description
        #expect(words.hasPrefix("/a·etl: all is well·: no such file"))
    }

    @Test func aNameThatWouldEndTheCommandsQuotesIsLeftOut() throws {
        let arrow = Array("ARROW1\0\0".utf8)
        #expect(try Self.fault(arrow, "/data/a.arrow").contains("open_file('/data/a.arrow')"))
        for path in ["/data/a b.arrow", "/data/a\nb.arrow"] {
            #expect(try Self.fault(arrow, path).contains("open_file('FILE')"))
        }
    }

    @Test func aCommandForWhatIsDecompressedFirstNamesNoFile() throws {
        let zipped = try Self.fault(Gzip.member([0x50, 0x4B, 3, 4, 20, 0]), "/data/a.zip.gz")
        #expect(zipped.hasSuffix("decompress it, then unzip -p FILE | etl submit -"))
    }

    @Test func oneLineIsNotCalledLines() {
        func fault(_ lines: UInt32) -> String {
            SourceError("/a", .unclosedQuote(line: 8, unread: LineSpan(first: 8, count: lines))).fault
        }
        #expect(fault(1).contains("is never closed: line 8 was not read. Close"))
        #expect(fault(2).contains("is never closed: 2 lines from line 8 on were not read. Close"))
    }
}
