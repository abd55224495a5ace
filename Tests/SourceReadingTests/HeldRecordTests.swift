import ETLModels
import TestData
import Testing

@testable import SourceDescriptions
@testable import SourceReading

@Suite struct HeldRecordTests {
    private static let header = "address,symbol,name,decimals"
    private static let token = "0x" + String(repeating: "ab", count: 20)

    private func extract(_ lines: [String], pieceSize: Int = 4096) throws -> Extraction {
        try Extraction(([Self.header] + lines).joined(separator: "\n") + "\n", pieceSize: pieceSize)
    }

    @Test(arguments: [
        "\(token),S,Name,18", "\(token),,,", "x\r\(token),S,Name,18", "\(token),S,a\rb,18",
        "\(token.uppercased().replacing("0X", with: "0x")),S,,",
    ])
    func aLineThatWouldBeARecordMakesItsRecordOneThatHoldsRecords(line: String) throws {
        for pieceSize in [1, 7, 4096] {
            let extraction = try extract(
                ["\(Self.token),A,B,1", "\(Self.token),\"open,n,18", "some text", line, "\",,", "\(Self.token),C,D,"],
                pieceSize: pieceSize)
            #expect(extraction.error == nil)
            #expect(extraction.records.map(\.defect) == [nil, .holdsRecords, nil])
            #expect(extraction.records[1].lines == LineSpan(first: 3, count: line.contains("\r") ? 5 : 4))
        }
    }

    @Test(arguments: ["\(token),S,6\" Pipe,18", "\"\(token)\",S,,", "\(token),\"a,b\",c,"])
    func theLineWhoseQuoteClosesARecordMayBeARecord(line: String) throws {
        let extraction = try extract(["\(Self.token),A,B,1", "\(Self.token),\"open,n,18", line, "\(Self.token),C,D,"])
        #expect(extraction.error == nil)
        #expect(extraction.records.map(\.defect) == [nil, .holdsRecords, nil])
        #expect(extraction.records[1].lines == LineSpan(first: 3, count: 2))
    }

    @Test(arguments: ["text", "a,b", "1,2,3,4", "\(token),S,Name", "\(token)0,S,Name,18", "", ",,,"])
    func aTextOfSeveralLinesIsOneRecord(line: String) throws {
        let extraction = try extract(["\(Self.token),S,\"first\n\(line)\nlast\",18"])
        #expect(extraction.records.map(\.defect) == [nil])
        #expect(extraction.error == nil)
    }

    @Test(arguments: ["\r", "\r\r"], [1, 7, 4096])
    func aCarriageReturnAloneEndsALineToo(lineEnd: String, pieceSize: Int) throws {
        let lines = (0..<5).map { "\(Self.token),S\($0),Name,18" }
        let returns = UInt32(4 * lineEnd.utf8.count)
        // All in one line of the file; and within a quoted field.
        let plain = try extract(["\(Self.token),A,B,1", lines.joined(separator: lineEnd)], pieceSize: pieceSize)
        #expect(plain.records.map(\.defect) == [nil, .holdsRecords])
        #expect(plain.records.last?.lines == LineSpan(first: 3, count: 1 + returns))
        let quoted = "\(Self.token),\"open" + lineEnd + lines.joined(separator: lineEnd) + "\",Name,18"
        let extraction = try extract([quoted, "\(Self.token),A,B,1"], pieceSize: pieceSize)
        #expect(extraction.records.map(\.defect) == [.holdsRecords, nil])
        let text = try extract(["\(Self.token),\"a\rb\",Name\r,18", "\(Self.token),A,B,1"], pieceSize: pieceSize)
        #expect(text.records.map(\.defect) == [nil, nil])
    }

    @Test(arguments: [1, 7, 4096])
    func objectsBehindCarriageReturnsAloneAreHeldToo(pieceSize: Int) throws {
        let object = { (symbol: String) in #"{"address":"\#(Self.token)","symbol":"\#(symbol)"}"# }
        let blanks = "{\"address\":\r\"\(Self.token)\",\r\"symbol\":\"B\"\r}"
        let lines = [
            object("A"), [object("A"), object("B"), "\(object("C"))\r"].joined(separator: "\r"), blanks,
            "{}\r\(object("D"))",
            "\(object("E"))\r{}", "\(object("F"))\r\r",
        ]
        let extraction = try Extraction(lines.joined(separator: "\n") + "\n", pieceSize: pieceSize)
        #expect(extraction.error == nil)
        #expect(extraction.records.map(\.defect) == [nil, .holdsRecords, nil, .holdsRecords, nil, nil])
        #expect(extraction.records[1].lines == LineSpan(first: 2, count: 3))
        let glued = [
            object("A"), object("B") + object("C"), object("D") + " \u{FEFF}" + object("E"),
            object("F") + "\r[\(object("G"))]",
            #"{"address":"0x12"# + object("H"), #"{"note":"{}","address":"\#(Self.token)","symbol":"S"}"#, "{}{}",
            #"{"address":"\#(Self.token)","symbol":"S","of":\#(object("I"))}"#,
        ]
        let files = try Extraction(glued.joined(separator: "\n"), pieceSize: pieceSize)
        #expect(
            files.records.map(\.defect)
                == [nil, .holdsRecords, .holdsRecords, .holdsRecords, .holdsRecords, nil, nil, nil])
        #expect(files.records[1].lines == LineSpan(first: 2, count: 1))
        let item = { (type: String, rest: String) in #"{"type":"\#(type)","\#(rest)}"# }
        let token = item("token", #"address":"\#(Self.token)","symbol":"A""#)
        let block = item("block", #"number":1"#)
        let stream = try Extraction("\(token)\n\(block)\r\(token)\n\(block)\r\(block)\n", pieceSize: pieceSize)
        #expect(stream.records.map(\.defect) == [nil, .holdsRecords, nil])
        let cut = try Extraction("\(token)\n\(block)\(token)\n\(block.dropLast(3))\(token)\n", pieceSize: pieceSize)
        #expect(cut.records.map(\.defect) == [nil, .holdsRecords, .holdsRecords])
    }

    @Test func linesAreCountedAcrossBlankLinesHeadersAndCheckpoints() throws {
        let lines = [
            "", "\(Self.token),A,B,1", Self.header, "", "\(Self.token),\"x\ny\",B,1", "\(Self.token),C,,",
            "\(Self.token),\"z",
        ]
        let file = try TemporaryFile(([Self.header] + lines).joined(separator: "\r\n"))
        let source = try SourceDescription.inspect(path: file.path)
        let whole = try Extraction(file, source, recordsPerBatch: 1)
        let reason = SourceError.Reason.unclosedQuote(line: 9, unread: LineSpan(first: 9, count: 1))
        #expect(whole.error?.reason == reason)
        for cut in whole.cuts.dropLast() {
            let rest = try Extraction(file, source, from: cut.next, recordsPerBatch: 1, pieceSize: 3)
            #expect(rest.error?.reason == reason)
        }
    }

    @Test(arguments: [
        "address,name,symbol,decimals", "contract_address,name,symbol,x", "ADDRESS;SYMBOL;NAME;DECIMALS",
        "address\tsymbol", "symbol,address",
        "token_address,from_address,to_address,value,transaction_hash,log_index,block_number",
        "\u{FEFF}\"address\",\"symbol\"",
    ])
    func theHeaderOfAnotherExportEndsTheSource(header: String) throws {
        let extraction = try extract(["\(Self.token),A,B,1", "", header, "\(Self.token),A,B,1"])
        #expect(extraction.records.count == 1)
        #expect(extraction.error?.reason == .anotherExport(line: 4))
    }

    @Test(arguments: ["block_number,hash", "a,b,c,d", "Address Token,address of it,name,x", "name,x,y,z"])
    func aLineThatIsNoHeaderIsARecord(line: String) throws {
        let extraction = try extract(["\(Self.token),A,B,1", line])
        #expect(extraction.records.count == 2)
        #expect(extraction.error == nil)
    }
}
