import ETLModels
import Testing

@testable import Formats
@testable import SourceDescriptions

@Suite struct CSVFieldSplitterTests {
    /// The fields; empty for a record with another number of them.
    static func split(_ record: String, fieldCount: Int) -> [String]? {
        let bytes = Array(record.utf8)
        var splitter = CSVFieldSplitter(fieldCount: fieldCount, delimiter: UInt8(ascii: ","))
        return splitter.split(bytes.span.bytes) == nil ? splitter.texts(of: bytes) : nil
    }

    @Test func leavesOutSimpleQuotes() {
        #expect(Self.split("\"a,b\",,\"\",c", fieldCount: 4) == ["a,b", "", "", "c"])
    }

    // The expected values are those of Python's csv module in strict mode.
    @Test(arguments: [
        ("\"a\"", "a"), ("\"a\"\"b\"", "a\"b"), ("\"\"\"\"", "\""), ("\"a\nb\"", "a\nb"), ("\" a \"", " a "),
        ("a\"b\"", "a\"b\""), (#""a\""#, #"a\"#), (#"a\"b"#, #"a\"b"#),
    ])
    func resolvesQuotes(text: String, expected: String) {
        #expect(Self.split(text, fieldCount: 1) == [expected])
        #expect(Self.split("\"\"\"\",\(text)", fieldCount: 2) == ["\"", expected])
    }

    @Test(arguments: [
        "\"a\"b", "\"a\"b\"c", "\"a\"\"", "\"a", "\"\"a\"\"", "\"e\" \"f\"", "\"a\" ", #""a\"b""#, "\"a\"\"b\"c",
    ])
    func aQuoteBeforeAnythingButADelimiterIsAstray(text: String) {
        for (record, fieldCount) in [(text, 1), ("\"\"\"\",\(text)", 2), ("\(text),x", 2), (text, 3)] {
            let bytes = Array(record.utf8)
            var splitter = CSVFieldSplitter(fieldCount: fieldCount, delimiter: UInt8(ascii: ","))
            #expect(splitter.split(bytes.span.bytes) == .strayQuote)
        }
    }

    @Test func noticesAnotherNumberOfFields() {
        #expect(Self.split("a", fieldCount: 2) == nil)
        #expect(Self.split("a,", fieldCount: 2) == ["a", ""])
        #expect(Self.split("a,,", fieldCount: 2) == nil)
        #expect(Self.split("a,b,c,d,e", fieldCount: 2) == nil)
    }

    @Test func aSplitterOfTheRegistryIsUsedAgain() {
        var counting = FieldCounting(records: ["1;2", "1", "1;2;3", "\"\"\"\";4", "5;6"])
        let layout = SourceLayout(format: 1, delimiter: 0x3B, columns: ["a", "b"])
        let found = SourceFormat.csv.dispatch(layout, of: .tokens, to: &counting)
        #expect(found == [["1", "2"], nil, nil, ["\"", "4"], ["5", "6"]])
    }
}

extension FieldSplitter {
    /// The texts of the fields of the record that was split last.
    func texts(of record: [UInt8]) -> [String] {
        let resolved = resolved.withUnsafeBytes { Array($0) }
        return fields.indices.map { index in
            let bounds = fields[index]
            let source = bounds.isResolved ? resolved : record
            return String(decoding: source[Int(bounds.start)..<Int(bounds.end)], as: UTF8.self)
        }
    }
}

/// Splits records with any splitter.
private struct FieldCounting: SplitterVisitor {
    let records: [String]

    mutating func visit<Splitter: FieldSplitter>(_ splitter: Splitter) -> [[String]?] {
        var splitter = splitter
        return records.map { record in
            let bytes = Array(record.utf8)
            return splitter.split(bytes.span.bytes) == nil ? splitter.texts(of: bytes) : nil
        }
    }
}
