import ETLModels
import SourceDescriptions
import Testing

@testable import Formats

struct HeaderLineTests {
    private static func isHeader(_ meaning: HeaderLine.Meaning?) -> Bool {
        if case .header = meaning { true } else { false }
    }

    private static func isOther(_ meaning: HeaderLine.Meaning?) -> Bool {
        if case .otherHeader = meaning { true } else { false }
    }

    private static func meaning(
        of line: String, after header: String, _ renames: [ColumnRename] = []
    ) throws -> HeaderLine.Meaning {
        let sample = TextSample(Array("\(header)\n".utf8), isWhole: true)
        let match = try SourceFormat.match(sample, ColumnNaming(renames: renames))
        let own = try #require(
            HeaderLine(match.header, names: match.names, renames: match.renames, delimiter: match.delimiter))
        return own.meaning(of: Array(line.utf8).span.bytes)
    }

    private static let renames = [
        ColumnRename(name: "ticker", column: "symbol"), ColumnRename(name: "contract", column: "address"),
    ]

    @Test(arguments: ["contract,ticker", "\"Contract\" , TICKER ", "\u{FEFF}contract,'ticker'"])
    func aRenamedHeaderIsTheSameHoweverItIsWritten(line: String) throws {
        #expect(Self.isHeader(try Self.meaning(of: line, after: "contract,ticker", Self.renames)))
    }

    @Test(arguments: [
        "ticker,contract", "ticker;contract;x", "address,symbol", "ADDRESS\tname", "erc20,symbol",
        "address,block_number", "contract_address,name,symbol",
        "tx_hash;log_index;block",
    ])
    func aHeaderOfOtherNamesOrAnotherOrderIsAnother(line: String) throws {
        #expect(Self.isOther(try Self.meaning(of: line, after: "contract,ticker", Self.renames)))
    }

    @Test(arguments: [
        "contract,other", "ticker", "address,7", "address,block_number,", "0x1,symbol,name", "a contract,ticker",
        "name,a,b,c",
    ])
    func whatNamesNoKindIsARecord(line: String) throws {
        let meaning = try Self.meaning(of: line, after: "contract,ticker", Self.renames)
        #expect(!Self.isHeader(meaning) && !Self.isOther(meaning))
    }

    @Test func withoutItsRenamesALineIsARecord() throws {
        #expect(!Self.isOther(try Self.meaning(of: "ticker,contract", after: "address,symbol")))
    }

    private static let swallowing = "address,\"symbol\n0x12,A\"\n0x13,B\n"

    @Test func aHeaderThatHoldsRecordsIsADefect() throws {
        let sample = TextSample(Array(Self.swallowing.utf8), isWhole: true)
        let error = #expect(throws: HeaderDefect.self) { try SourceFormat.match(sample, ColumnNaming()) }
        #expect(error?.message.text.contains("a quote in the header makes a name of the record 0x12,A") == true)
        let harmless = TextSample(Array("address,\"symbol\nof it\",name\n".utf8), isWhole: true)
        #expect(try SourceFormat.match(harmless, ColumnNaming()).names == ["address", "symbol\nof it", "name"])
    }

    @Test func theFirstRecordOfAFileWithoutAHeaderMayHoldAnything() throws {
        let sample = TextSample(Array(Self.swallowing.utf8), isWhole: true)
        let match = try SourceFormat.match(sample, ColumnNaming(columns: ["address", "symbol"]))
        #expect(match.header.isEmpty && match.kinds == [.tokens])
    }

    @Test(arguments: [
        ("address,\"symbol\"x\n", "\"symbol\"x"), ("\"a\" \"ddress\",symbol\n", "\"a\" \"ddress\""),
        ("address,\"say \"\"hi\"\"\"!,symbol\n", "\"say \"\"hi\"\"\"!"),
    ])
    func aStrayQuoteInAHeaderIsADefect(text: String, name: String) {
        let error = #expect(throws: HeaderDefect.self) {
            try SourceFormat.match(TextSample(Array(text.utf8), isWhole: true), ColumnNaming())
        }
        #expect(error?.message.text.contains("text follows the closing quote of a name: \(name);") == true)
    }

    @Test func blanksMayFollowTheClosingQuoteOfAName() throws {
        let sample = TextSample(Array("\"address\" , \"sym\"\"bol\"\t,\"symbol\" \n".utf8), isWhole: true)
        let match = try SourceFormat.match(sample, ColumnNaming())
        #expect(match.kinds == [.tokens])
        #expect(match.names == ["address", " \"sym\"\"bol\"\t", "symbol"])
    }

    @Test func countsABytesOccurrences() {
        for length in 0...40 {
            let text = (0..<length).map { UInt8(truncatingIfNeeded: $0 % 3 == 0 ? 0x0A : $0 % 2 == 0 ? 0x0B : 0x8A) }
            #expect(text.span.bytes.count(of: 0x0A) == text.count { $0 == 0x0A })
        }
    }
}
