import ETLModels
import TestData
import Testing

@testable import SourceDescriptions
@testable import SourceReading

/// A JSON array of records: where its elements are, and where it breaks.
@Suite struct JSONArrayTests {
    private static let address = #""address":"0x1","symbol":"S""#

    private func extract(
        _ bytes: [UInt8], from position: SourcePosition = .start, recordsPerBatch: Int = 1000,
        pieceSize: Int = 256 << 10
    ) throws -> Extraction {
        let file = try TemporaryFile(bytes)
        let source = try SourceDescription.inspect(path: file.path, kindIsGiven: true)
        #expect(source.format == .array)
        return try Extraction(file, source, from: position, recordsPerBatch: recordsPerBatch, pieceSize: pieceSize)
    }

    @Test(arguments: [
        #"[{"a":1},{"a":2}]"#, "[\n  {\"a\":1},\n  {\"a\":2}\n]\n", "[{\"a\":1}\n,{\"a\":2}]",
        "[{\"a\":1},\r\n{\"a\":2}\r\n]",
        " \t\n[ {\"a\":1} ,\t{\"a\":2} ] \n\n", "\u{FEFF}[{\"a\":1},{\"a\":2}]",
        #"{"status":"1","message":"OK","result":[{"a":1},{"a":2}]}"#,
        "{\n \"items\": [\n{\"a\":1},\n{\"a\":2}],\n \"next\": {\"page\": \"}]\"}\n}\n",
    ])
    func elementsAreTheSameWhereverLineEndsAre(text: String) throws {
        for pieceSize in [1, 2, 3, 7, 1000] {
            let found = try extract(Array(text.utf8), recordsPerBatch: 1, pieceSize: pieceSize)
            #expect(found.texts == [#"{"a":1}"#, #"{"a":2}"#])
            #expect(found.error == nil)
            #expect(found.cuts.reduce(0) { $0 + $1.sourceBytes } == UInt64(text.utf8.count))
        }
    }

    @Test func anElementKeepsItsLineEndsAndMayHoldAnything() throws {
        let elements = [
            "{\n  \"a\": [1, {\"b\": \"]},{\\\"\"}],\r\n  \"c\": {}\n}", "null", "-1.5e3", "\"x,]\\\\\"", "[1,[2],{}]",
            "{}", "tr ue",
            #"{"a":"\x"}"#, #"{"a" "b"}"#, #"{"a":nul}"#, #"{"a":"say "hi" there"}"#,
        ]
        let text = "[{\"a\":0},\n" + elements.joined(separator: " ,\n ") + "\n]"
        for pieceSize in [1, 5, 64, 4096] {
            #expect(try extract(Array(text.utf8), pieceSize: pieceSize).texts.dropFirst() == elements[...])
        }
    }

    /// Broken arrays, how many records are in front of the fault, and what the message says of it.
    private static let broken: [(text: String, count: Int, words: String)] = [
        (#"[{"a":1} {"a":2}]"#, 1, "at byte 9: a comma or the array's end is missing"),
        (#"[{"a":1},x {"a":2}]"#, 1, "at byte 11: its brackets do not match"),
        (#"[{"a":1};{"a":2}]"#, 1, "at byte 8: a comma"),
        (#"[{"a":1},,{"a":2}]"#, 1, "at byte 9: an element is missing"),
        (#"[{"a":1},]"#, 1, "at byte 9: an element is missing"),
        (#"[{"a":1},2,]"#, 2, "at byte 11: an element is missing"),
        (#"[{"a":1},{"a":2}"#, 2, "at byte 16: the file ends before the array does"),
        (#"[{"a":1},"#, 1, "the file ends"),
        (#"[{"a":1},{"a":"2"#, 1, "the file ends"), (#"[{"a":1},{"a":"2\"#, 1, "the file ends"),
        (#"[{"a":1},{"a":{"b":2},{"a":3}]"#, 1, "at byte 29: its brackets do not match"),
        (#"[{"a":1},{"a":[2},{"a":3}]"#, 1, "its brackets do not match"),
        (#"[{"a":1}},{"a":2}]"#, 1, "at byte 8: a comma or the array's end is missing"),
        (#"[{"a":1}] [{"a":2}]"#, 1, "at byte 10: there is more behind its end"),
        (#"[{"a":1}]}"#, 1, "there is more behind its end"),
        (#"{"r":[{"a":1}]"#, 1, "the file ends"), (#"{"r":[{"a":1}],"s":[{"a":2}]}"#, 1, "another array follows"),
        (#"{"r":[{"a":1}]]"#, 1, "do not match"),
        // A quote too many in two records: what is between them would be in one string.
        (
            #"[{"a":1},{"a":"6" Pipe"},{"a":2},{"a":"9" Pipe"},{"a":3}]"#, 1,
            "at byte 9: a quote or a bracket is missing"
        ),
        (#"[{"a":1},{"a":"x\"},{"a":"y"},{"a":"z\"}]"#, 1, "a quote or a bracket is missing"),
        (#"[{"a":1},{"a":{"b":2},{"a":3}},{"a":4}]"#, 1, "a quote or a bracket is missing"),
    ]

    @Test(arguments: broken.indices)
    func aBrokenArrayEndsTheReadingAtItsPlace(index: Int) throws {
        let (text, count, words) = Self.broken[index]
        let bytes = Array(text.utf8)
        let whole = try extract(bytes)
        let error = try #require(whole.error)
        #expect(whole.texts.count == count)
        #expect(error.isDamage && !error.mayPass)
        #expect(error.description.contains(words), "\(error)")
        #expect(!whole.cuts.contains { $0.isLast })
        for pieceSize in [1, 2, 5, 100] {
            let found = try extract(bytes, recordsPerBatch: 1, pieceSize: pieceSize)
            #expect(found.texts == whole.texts)
            #expect(found.error?.reason == error.reason)
            // A slice that starts anywhere, at the fault too, comes to the same end.
            for (index, cut) in found.cuts.enumerated() {
                let rest = Result { try extract(bytes, from: cut.next, recordsPerBatch: 1, pieceSize: pieceSize) }
                switch rest {
                case .success(let rest):
                    #expect(rest.batches == Array(found.batches[(index + 1)...]))
                    #expect(rest.error?.reason == error.reason, "from \(cut.next)")
                case .failure(let failure):
                    #expect(index == found.cuts.count - 1)
                    #expect((failure as? SourceError)?.reason == error.reason, "from \(cut.next)")
                }
            }
        }
    }

    @Test(arguments: [
        ("[\n{\"a\":1},\n\n{\"a\":\n2}\n{\"a\":3}]", 6), ("\n\n[{\"a\":1},{\"a\":2},\n\n\n", 6),
        ("{\n\"r\": [\n{\"a\":\n1},\n{\"a\"\n:[\n1}]}", 7),
    ])
    func aBrokenArrayNamesItsLine(text: String, line: Int) throws {
        for pieceSize in [1, 3, 100] {
            let found = try extract(Array(text.utf8), recordsPerBatch: 1, pieceSize: pieceSize)
            #expect(found.error?.description.contains("in line \(line), at byte") == true, "\(found.error as Any)")
            for cut in found.cuts {
                let rest = Result {
                    try extract(Array(text.utf8), from: cut.next, recordsPerBatch: 1, pieceSize: pieceSize).error
                }
                #expect((try? rest.get() ?? nil)?.reason ?? found.error?.reason == found.error?.reason)
            }
        }
    }

    @Test func aLongElementHasItsLines() throws {
        let long = "{\n\"a\":\"" + String(repeating: "x", count: 1 << 20) + "\"\n,\"b\":1}"
        for pieceSize in [5000, 1 << 20, 4 << 20] {
            let found = try extract(Array("[\n{\"a\":1}\n,\(long),\n{\"a\":2}]".utf8), pieceSize: pieceSize)
            #expect(found.records.map(\.defect) == [nil, .tooLong, nil])
            #expect(found.records[1].lines == LineSpan(first: 3, count: 3))
        }
    }

    @Test(arguments: Compressor.allCases)
    func aTruncatedCompressedArrayNamesTheEndOfItsText(_ compressor: Compressor) throws {
        let found = try extract(compressor.member(Array(#"[{"a":1},{"a":2},"#.utf8)))
        #expect(found.texts.count == 2)
        #expect(found.error?.description.contains("at byte 17 of the text: the file ends") == true)
    }

    @Test func anElementOfMoreThanAMebibyteIsTooLong() throws {
        let long = #"{"a":""# + String(repeating: "x", count: 1 << 20) + #""}"#
        let found = try extract(Array("[{\"a\":1},\(long),{\"a\":2}]".utf8), pieceSize: 5000)
        #expect(found.records.map(\.defect) == [nil, .tooLong, nil])
        #expect(found.texts[1].utf8.count == 1024)
    }

    @Test func aQuoteIsMissingInMoreThanAMebibyte() throws {
        let rest = String(repeating: #"{"a":"b"},"#, count: 300_000)
        for pieceSize in [5000, 256 << 10, 4 << 20] {
            let found = try extract(Array("[{\"a\":1},{\"a\":\"x},\(rest){\"a\":\"y\"}]".utf8), pieceSize: pieceSize)
            #expect(found.texts == [#"{"a":1}"#])
            #expect(found.error?.description.contains("at byte 9: a quote or a bracket is missing") == true)
        }
    }

    @Test func blanksOfAnyNumberAreBetweenElements() throws {
        let blank = String(repeating: " \n", count: 1 << 20)
        let found = try extract(
            Array(
                "\(blank.prefix(2000))[\(blank.prefix(2000)){\"a\":1}\(blank),\(blank)2\n,{\"a\":3}\(blank)]\(blank)"
                    .utf8))
        #expect(found.texts == [#"{"a":1}"#, "2", #"{"a":3}"#])
        #expect(found.error == nil)
    }

    @Test(arguments: ["[]", " [ ]\n", #"{"status":"0","message":"No transactions found","result":[]}"#])
    func anEmptyArrayHasNoRecords(text: String) throws {
        #expect(try InspectionTests.refusal(of: Array(text.utf8)) == .noHeader)
        let found = try extract(Array(text.utf8))
        #expect(found.records.isEmpty && found.error == nil && found.cuts.count == 1)
    }

    @Test(arguments: [
        (#"{"data":{"tokens":[{"a":1}]}}"#, "jq -c '.data.tokens[]' FILE | etl submit -"),
        ("{\n\"x y\":[1],\n\"r\":[{\"a\":1}]}", "jq -c '.r[]' FILE | etl submit -"),
        ("{\n\"a\": 1\n}\n{\n\"a\": 2\n}", "jq -c . FILE | etl submit -"), (#"{"a b'":{"c":[{}]}}"#, #"'."a b".c[]'"#),
        (#"[{"type":"block"},{"type":"token"}]"#, "several types"), ("[[1],[2]]", "no element"), ("[{}]", "no element"),
    ])
    func otherJSONIsRefusedWithTheCommandThatHelps(text: String, words: String) throws {
        let refusal = try #require(try InspectionTests.refusal(of: Array(text.utf8)))
        guard case .headerMalformed = refusal else {
            Issue.record("it is refused for another reason: \(refusal)")
            return
        }
        #expect(refusal.description.contains(words), "\(refusal)")
    }

    @Test(arguments: [
        #"{"address":"0x1","symbol":"S","tags":[{"a":1}]}"#, #"{"type":"block","transactions":[{"a":1}]}"#,
        "{\"id\":1,\"logs\":[{\"a\":1}]}\n{\"id\":2,\"logs\":[]}\n",
    ])
    func aRecordWithAnArrayIsNoEnvelope(line: String) throws {
        #expect(try InspectionTests.inspect(Array(line.utf8)).format != .array)
    }

    @Test func anArrayNamesTheMembersThatItsElementsHave() throws {
        let text = #"[{"tx_hash":"0x1","value":1}, null, {"token_address":"x","log_index":2,"block_number":3}]"#
        let source = try InspectionTests.inspect(Array(text.utf8))
        #expect(source.formatName == "json array")
        #expect(source.columns.contains("tx_hash") && source.columns.contains("block_timestamp"))
        #expect(source.layout.format == 5)
    }
}
