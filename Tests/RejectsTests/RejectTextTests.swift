import ETLModels
import SourceDescriptions
import Testing

@testable import ETLCommands
@testable import Inspection
@testable import Ledger
@testable import Rejects

struct RejectTextTests {
    /// The values of a text that are not NULL, as `column=value`.
    private func values(
        _ raw: String, format: String, delimiter: String = "", columns: [String], kind: RecordKind = .tokenTransfers,
        reason: RejectReason = .notANumber
    ) throws -> [String]? {
        let source = RejectSource(
            id: SourceID(words: (1, 2)), uri: "/x", kind: kind.name, format: format, delimiter: delimiter,
            columns: columns)
        let values = try RejectText(source).values(of: raw, reason: reason.name)
        return values.map { values in
            zip(kind.schema.columns, values).compactMap { column, value in value.map { "\(column.name)=\($0)" } }
        }
    }

    private static let legacy = [
        "erc20_value", "x", "erc20_token", "erc20_tx_hash", "erc20_log_index", "erc20_block_number",
    ]
    private static let plain = ["token_address", "value", "transaction_hash", "log_index", "block_number"]

    @Test(arguments: [("csv", ","), ("csv, gzip", ";"), ("csv, zstd", "\t"), ("cryo csv", ",")])
    func readsTextsWithDelimiters(_ format: String, _ delimiter: String) throws {
        let raw = ["\"1\"\"e\"", "no", "\"a,;\tb\"", "", "3", "4"].joined(separator: delimiter)
        let found = try values(raw, format: format, delimiter: delimiter, columns: Self.legacy)
        #expect(found == ["block_number=4", "log_index=3", "token_address=a,;\tb", "value=1\"e"])
    }

    @Test func readsAmountsOfCryoInDecimal() throws {
        let found = try values("t,0x10,,1,2", format: "cryo csv", delimiter: ",", columns: Self.plain)
        #expect(found == ["block_number=2", "log_index=1", "token_address=t", "value=16"])
    }

    @Test func readsObjects() throws {
        let raw = #"{"value": "-5\u00e9\n\u0000", "log_index": 12, "block_number": null, "other": {"value": 1}}"#
        let found = try values(raw, format: "ndjson, xz", columns: Self.plain)
        #expect(found == ["log_index=12", "value=-5é\n"])
        let item = try values(
            #"{"type":"token_transfer","value":"-5"}"#, format: "ndjson stream", columns: Self.plain)
        #expect(item == ["value=-5"])
    }

    @Test func readsConflictsAsTheLoaderWritesThem() throws {
        let transfer = "5,\"no,\"\"\",tok,,3,4"
        for (format, delimiter) in [("csv", ";"), ("ndjson", ""), ("ndjson stream, gzip", ""), ("cryo csv", "\t")] {
            let found = try values(
                transfer, format: format, delimiter: delimiter, columns: Self.legacy, reason: .conflict)
            #expect(found == ["block_number=4", "log_index=3", "token_address=tok", "value=5"], "\(format)")
        }
    }

    /// Without it, a record of another chain would load once it is exported and submitted.
    @Test func whatIsCheckedIsExported() throws {
        let source = RejectSource(
            id: SourceID(words: (1, 2)), uri: "/x", kind: "token_transfers", format: "csv", delimiter: ",",
            columns: Self.plain + ["chainId", "topic0", "chain_id"])
        let text = try RejectText(source)
        let reason = RejectReason.otherChain.name
        #expect(text.checkedValues(of: "t,1,h,2,3,137,,", reason: reason) == ["137", nil])
        #expect(text.checkedValues(of: "t,1,h,2,3,137,0x12,1", reason: reason) == ["1 137", "0x12"])
        #expect(text.value(of: "chain_id", in: "t,1,h,2,3,137,,137", reason: reason) == "137")
        #expect(text.value(of: "topic0", in: "t,1,h,2,3,,0x12,", reason: RejectReason.otherEvent.name) == "0x12")
        let reject = StoredReject(
            source: "s", uri: "/a.csv", kind: "token_transfers", sequence: 0, recordNumber: 17, reason: reason,
            field: "chain_id", raw: "t,1,h,2,3,137,0x12,")
        var bytes: [UInt8] = []
        RejectFormat.csv.write(ExportedReject(reject, text), of: .tokenTransfers, into: &bytes)
        #expect(
            String(decoding: bytes, as: UTF8.self) == "3,2,h,t,,,1,,,137,0x12,/a.csv,17,other-chain,chain_id,\n")
        bytes = []
        RejectFormat.ndjson.write(ExportedReject(reject, text), of: .tokenTransfers, into: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self).contains(#""chain_id":"137","topic0":"0x12","reject_source""#))
    }

    @Test func readsFieldsThatAreCalledOtherwise() throws {
        let columns = ["token_address", "value", "transaction_hash", "log_index", "block_number"]
        let renames = [ColumnRename(name: "Amount", column: "value"), ColumnRename(name: "evt", column: "log_index")]
        for (format, raw) in [
            ("csv", "t,5,h,1,2"),
            ("ndjson", #"{"token_address":"t","Amount":"5","transaction_hash":"h","evt":1,"block_number":2}"#),
        ] {
            let source = RejectSource(
                id: SourceID(words: (1, 2)), uri: "/x", kind: "token_transfers", format: format,
                delimiter: format == "csv" ? "," : "", columns: columns, renames: renames)
            let text = try RejectText(source)
            #expect(text.values(of: raw, reason: "missing")?.prefix(4) == ["2", "1", "h", "t"])
            #expect(text.value(of: "value", in: raw, reason: "missing") == "5")
            // The loader writes a conflict under the names of the columns.
            #expect(text.value(of: "value", in: "t,7,h,1,2", reason: "conflict") == "7")
        }
    }

    @Test func recordsWithoutFieldsHaveNoValues() throws {
        for reason in [RejectReason.fieldCount, .strayQuote, .holdsRecords, .malformed, .tooLong] {
            #expect(try values("a,1,h,2,3", format: "csv", delimiter: ",", columns: Self.plain, reason: reason) == nil)
        }
        #expect(try values("a,1", format: "csv", delimiter: ",", columns: Self.plain) == nil)
        #expect(try values("{", format: "ndjson", columns: Self.plain) == nil)
    }

    @Test(arguments: [("avro", "tokens"), ("csv", "blocks")])
    func refusesWhatAnotherProgramHasEntered(_ format: String, _ kind: String) throws {
        let source = RejectSource(
            id: SourceID(words: (1, 2)), uri: "/x", kind: kind, format: format, delimiter: ",", columns: ["address"])
        #expect(throws: RejectError.self) { try RejectText(source) }
    }

    @Test func aListShowsWhatTheFieldSays() {
        let text = RejectText(
            kind: .tokenTransfers, format: .stream, layout: SourceLayout(format: 3, delimiter: 0, columns: Self.plain))
        let reject = StoredReject(
            source: "s", uri: "/a\u{1B}.json", kind: "token_transfers", sequence: 0, recordNumber: 17,
            reason: "not-a-number", field: "value", raw: #"{"value":"1\te18"}"#)
        #expect(
            RejectView.line(reject, text)
                == #"/a·.json (token_transfers):17: not-a-number value “1·e18”: {"value":"1\te18"}"#)
        #expect(RejectView.line(reject, nil).hasPrefix("/a·.json:17: not-a-number value: {"))
    }

    @Test func aFileIsShownWithTheNumberOfItsRejects() {
        let sources = [
            SourceRejects(source: "s", uri: "/a\u{1B}.csv", kind: "tokens", count: 1200, newestAt: 1000),
            SourceRejects(source: "t", uri: "/b.csv", kind: "token_transfers", count: 1, newestAt: nil),
        ]
        let lines = RejectView.lines(of: sources, at: 1045, within: Int.max)
        #expect(lines.count == 4)
        #expect(lines[2].hasPrefix("/a·.csv ") && lines[2].hasSuffix("  1,200    45 s"), "\(lines)")
        #expect(lines[3].hasSuffix("       1       ?"), "\(lines)")
    }
}
