import ETLModels
import Testing

@testable import SourceReading

@Suite struct CSVConformanceTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        let text: String
        let records: [[String]]
        var testDescription: String { name }

        init(_ name: String, _ text: String, _ records: [[String]]) {
            self.name = name
            self.text = text
            self.records = records
        }
    }

    static let cases = [
        Case("lines", "a,b\n1,2\n3,4\n", [["1", "2"], ["3", "4"]]),
        Case("CRLF lines", "a,b\r\n1,2\r\n3,4\r\n", [["1", "2"], ["3", "4"]]),
        Case("mixed line ends", "a,b\r\n1,2\n3,4\r\n5,6", [["1", "2"], ["3", "4"], ["5", "6"]]),
        Case("no line end at the end", "a,b\n1,2", [["1", "2"]]),
        Case("header only", "a,b\n", []),
        Case("header without a line end", "a,b", []),
        Case("empty file", "", []),
        Case("blank lines only", "\n\r\n\n", []),
        Case("blank lines anywhere", "\n\r\na,b\n\n1,2\r\n\r\n\n3,4\n\n\n", [["1", "2"], ["3", "4"]]),
        Case("empty fields", "a,b\n,\n", [["", ""]]),
        Case("a space is content", "a,b\n \n", [[" "]]),
        Case("delimiter within quotes", "a,b\n\"1,2\",3\n", [["1,2", "3"]]),
        Case("LF within quotes", "a,b\n\"1\n2\",3\n", [["1\n2", "3"]]),
        Case("CRLF within quotes", "a,b\r\n\"1\r\n2\",3\r\n", [["1\r\n2", "3"]]),
        Case("CR within quotes", "a,b\n\"1\r\",3\n", [["1\r", "3"]]),
        Case("blank lines within quotes", "a,b\n\"\n\n\",3\n", [["\n\n", "3"]]),
        Case("doubled quotes", "a,b\n\"say \"\"hi\"\"\",3\n", [["say \"hi\"", "3"]]),
        Case("nothing but doubled quotes", "a,b\n\"\"\"\",\"\"\"\"\"\"\n", [["\"", "\"\""]]),
        Case("empty quoted fields", "a,b\n\"\",\"\"\n", [["", ""]]),
        Case("one empty quoted field is a record", "a,b\n\"\"\n", [[""]]),
        Case("quote within an unquoted field", "a,b\n1\"2,3\"\n4,5\n", [["1\"2", "3\""], ["4", "5"]]),
        Case("quote behind a space", "a,b\n1, \"2\n3,4\n", [["1", " \"2"], ["3", "4"]]),
        Case("quoted field at the end", "a,b\n1,\"2\"", [["1", "2"]]),
        Case("quoted field before CRLF", "a,b\r\n1,\"2\"\r\n", [["1", "2"]]),
        Case("lone CR is content", "a,b\n1\r2,3\n\r,4\n", [["1\r2", "3"], ["\r", "4"]]),
        Case("one CR belongs to the line end", "a,b\n1,2\r\r\n", [["1", "2\r"]]),
        Case("CR at the very end belongs to the line end", "a,b\n1,2\r", [["1", "2"]]),
        Case("byte order mark", "\u{FEFF}a,b\n1,2\n", [["1", "2"]]),
        Case("byte order mark and quoted header", "\u{FEFF}\"a\",\"b\"\n1,2\n", [["1", "2"]]),
        Case("byte order mark only", "\u{FEFF}", []),
        Case("byte order mark further on is content", "a,b\n\u{FEFF}1,2\n", [["\u{FEFF}1", "2"]]),
        Case("header repeated", "a,b\n1,2\na,b\r\n3,4\na,b\n", [["1", "2"], ["3", "4"]]),
        Case("header repeated behind a byte order mark", "\u{FEFF}a,b\n1,2\na,b\n", [["1", "2"]]),
        Case("quoted header repeated", "\"a\n\",b\n1,2\n\"a\n\",b\n", [["1", "2"]]),
        Case("header written otherwise", "a,b\n\"a\",b\nA, \"B\" \n\u{FEFF}a,b\n1,2\n", [["1", "2"]]),
        Case("UTF-8", "a,b\n🦄,木头\n", [["🦄", "木头"]]),
        Case("NUL is content", "a,b\n1\0,\0\n", [["1\0", "\0"]]),
        Case("too few and too many fields", "a,b\n1\n1,2,3,4\n", [["1"], ["1", "2", "3"]]),
        Case("end-of-data mark of COPY", "a,b\n\\.\n1,2\n", [["\\."], ["1", "2"]]),
    ]

    @Test(arguments: cases)
    func readsRecords(of example: Case) throws {
        for pieceSize in [1, 2, 3, 7, 64, 256 * 1024] {
            let extraction = try Extraction(example.text, pieceSize: pieceSize)
            #expect(extraction.error == nil)
            #expect(extraction.records.allSatisfy { $0.defect == nil })
            let found = extraction.records.map { record in
                fields(of: record.text, expecting: 2).map { String(decoding: $0, as: UTF8.self) }
            }
            #expect(found == example.records, "in pieces of \(pieceSize)")
        }
    }

    @Test(arguments: [
        ("1,\"2\n3,4\n", 2, 2, 2), ("1,\"", 2, 2, 1), ("\"\"\"", 2, 2, 1), ("1,\"\"\"\r\n", 2, 2, 1),
        ("\n0,0\n\"1\n\n\",\"2\n\n3\"\"", 6, 4, 5),
    ])
    func aQuoteThatIsNotClosedEndsTheSource(text: String, line: UInt64, first: UInt64, count: UInt32) throws {
        for pieceSize in [1, 3, 4096] {
            let extraction = try Extraction("a,b\n" + text, pieceSize: pieceSize)
            #expect(extraction.texts == (line == 2 ? [] : ["0,0"]))
            #expect(
                extraction.error?.reason
                    == .unclosedQuote(line: line, unread: LineSpan(first: first, count: count)))
        }
    }
}
