import ETLModels
import Testing

@testable import Formats

@Suite struct CSVFieldSplitterTests {
    static func split(_ record: String, fieldCount: Int) -> [String] {
        let bytes = Array(record.utf8)
        var splitter = CSVFieldSplitter(fieldCount: fieldCount, delimiter: UInt8(ascii: ","))
        let count = splitter.split(bytes.span.bytes)
        return (0..<count).map { index in
            let bounds = splitter.fields[index]
            let text = String(decoding: bytes[Int(bounds.start)..<Int(bounds.end)], as: UTF8.self)
            return bounds.isEscaped ? "escaped \(text)" : text
        }
    }

    @Test func leavesOutSimpleQuotes() {
        #expect(Self.split("\"a,b\",,\"\",c", fieldCount: 4) == ["a,b", "", "", "c"])
    }

    @Test func leavesEscapedFieldsWhole() {
        let record = "\"a\"\"b\",\"c\"d,\"\"\"\",\"e\" \"f\""
        #expect(
            Self.split(record, fieldCount: 4) == [
                "escaped \"a\"\"b\"", "escaped \"c\"d", "escaped \"\"\"\"", "escaped \"e\" \"f\"",
            ])
    }

    @Test func countsFieldsUpToOneTooMany() {
        #expect(Self.split("a", fieldCount: 2) == ["a"])
        #expect(Self.split("a,", fieldCount: 2) == ["a", ""])
        #expect(Self.split("a,,", fieldCount: 2) == ["a", "", ""])
        #expect(Self.split("a,b,c,d,e", fieldCount: 2) == ["a", "b", "c"])
    }

    @Test func aSplitterOfTheRegistryIsUsedAgain() {
        var counting = FieldCounting(records: ["1;2", "1", "1;2;3"])
        let layout = SourceLayout(format: 1, delimiter: 0x3B, columns: ["a", "b"])
        #expect(SourceFormat.csv.open(layout, &counting) == [2, 1, 3])
    }
}

/// Counts the fields of records with whatever splitter it is given.
private struct FieldCounting: SplitterVisitor {
    let records: [String]

    mutating func visit<Splitter: FieldSplitter>(_ splitter: Splitter) -> [Int] {
        var splitter = splitter
        return records.map { record in
            let count = splitter.split(Array(record.utf8).span.bytes)
            #expect(splitter.fields.count == count)
            return count
        }
    }
}
