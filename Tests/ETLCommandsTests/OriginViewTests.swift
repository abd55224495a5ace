import DisplayText
import ETLModels
import Ledger
import Origins
import Testing

@testable import ETLCommands

/// What `etl origin` takes, and what it shows.
@Suite struct OriginViewTests {
    private func report(_ format: String, batch: Int? = 1) -> OriginReport {
        let origin = StoredRow.Origin(
            source: SourceID(words: (1, 2)), uri: "/data/a.csv", format: format, record: 1234, sequence: batch,
            loadedAt: batch == nil ? nil : 1000)
        return OriginReport(StoredRow(key: .transfer(block: 7, logIndex: 3), origin: origin))
    }

    @Test func takesABlockAndALogIndexOrAnAddress() {
        #expect(RowKey(["7", "3"]) == .transfer(block: 7, logIndex: 3))
        #expect(RowKey(["0x" + String(repeating: "0", count: 40)]) == .token(.absent))
        for wrong in [[], ["7"], ["7", "-1"], ["7", "3", "1"], ["7", "4294967296"], ["0x00"], ["x", "3"]] {
            #expect(RowKey(wrong) == nil, "\(wrong)")
        }
    }

    @Test func namesFileRecordAndBatch() {
        #expect(
            report("parquet").lines == [
                "file     /data/a.csv", "source   00000000-0000-0001-0000-000000000002",
                "record   1,234: this row of the file", "batch    1", "loaded   1970-01-01T00:16:40Z",
            ])
    }

    @Test func saysOfALineWhatTheFormatAllows() {
        #expect(report("csv, gzip").lines[2].hasPrefix("record   1,234: line 1,235, if "))
        #expect(report("ndjson stream").lines[2].hasPrefix("record   1,234: line 1,234, if "))
        #expect(report("json array").lines[2] == "record   1,234: this element of the array")
        #expect(report("of tomorrow").lines[2] == "record   1,234")
    }

    @Test func saysWhatIsNotKnown() {
        #expect(report("csv", batch: nil).lines[3].contains("does not have it"))
        let old = OriginReport(StoredRow(key: .transfer(block: 7, logIndex: 3), origin: nil))
        #expect(old.lines.count == 1 && old.lines[0].contains("earlier version loaded the transfer 7 3"))
        #expect("\(OriginError.notStored(.transfer(block: 7, logIndex: 3)))".contains("block 7 with log index 3"))
    }

    @Test func jsonHasAllKeys() throws {
        let old = try JSONOutput.line(OriginReport(StoredRow(key: .token(.absent), origin: nil)))
        for key in [
            "kind", "block_number", "log_index", "address", "source_id", "uri", "format", "record_number", "batch",
            "loaded_at",
        ] {
            #expect(old.contains("\"\(key)\":"), "\(key)")
        }
    }
}
