import ETLModels
import Testing

/// A damaged batch, read as far as possible.
struct BatchPartsTests {
    /// The texts of the readable records, the offset where reading ended, and the error.
    private func read(_ batch: [UInt8]) -> (texts: [String], offset: Int, error: WireError?) {
        let parts = RawBatchParts(batch.span.bytes)
        var texts: [String] = []
        var offset = parts.offset
        do throws(WireError) {
            var records = try parts.records(HeaderFields(batch.span.bytes).recordCount ?? 0)
            while true {
                offset = batch.count - records.remaining
                guard let record = try records.next() else { return (texts, offset, nil) }
                texts.append(TextRepair.repair(record.text).string)
            }
        } catch {
            return (texts, offset, error)
        }
    }

    @Test func aWholeRawBatchIsReadToItsEnd() {
        let batch = sampleRawBatch()
        let reading = read(batch)
        #expect(reading.texts.dropFirst() == ["x", "\"y"])
        #expect(reading.offset == batch.count)
        #expect(reading.error == nil)
    }

    @Test func aRawBatchThatIsCutIsReadToTheCut() {
        let batch = sampleRawBatch()
        for count in 0..<batch.count {
            let reading = read(Array(batch.prefix(count)))
            #expect(reading.error == .truncated)
            #expect(reading.offset <= count)
            #expect(reading.texts.count == (count >= 142 ? 2 : count >= 125 ? 1 : 0))
        }
        let parts = RawBatchParts(batch.span.bytes.extracting(0..<88))
        #expect(parts.columns == ["address"])
        #expect(parts.columnCount == 2)
    }

    @Test func aRecordBatchThatIsCutHasTheRecordsBeforeTheCut() throws {
        let batch = try sampleRecordBatch()
        let parts = RecordBatchParts(batch.span.bytes.extracting(0..<100))
        #expect(parts.acceptedCount == 2)
        #expect(parts.recordBytes == 148)
        #expect(parts.records.remaining == 100 - RecordBatchParts.recordsOffset)
        #expect(parts.rejectBytes == 14)
        #expect(parts.rejects.remaining == 0)
        let header = RecordBatchParts(batch.span.bytes.extracting(0..<70))
        #expect(header.acceptedCount == 2)
        #expect(header.repairedCount == nil)
    }

    @Test func aDamagedRecordBatchHasItsRecordsAndRejects() throws {
        var batch = try sampleRecordBatch()
        batch[56] ^= 1
        let parts = RecordBatchParts(batch.span.bytes)
        var (records, rejects) = (parts.records, parts.rejects)
        let transfers: [TokenTransfer] = [try records.next(), try records.next()]
        #expect(transfers.map(\.value) == [UInt256(256), UInt256(0)])
        #expect(records.remaining == 0)
        let header = try #require(BatchHeader(HeaderFields(batch.span.bytes)))
        #expect(try Reject(from: &rejects, in: header).raw == "1e18")
        #expect(rejects.remaining == 0)
        #expect(try SkippedRecords(parts.skips, count: 1, of: 4).ranges() == [2..<3])
    }

    @Test func aRejectsNumberNeverOverflows() throws {
        let batch = try sampleRecordBatch()
        var header = try RecordBatch(batch.span.bytes).header
        header.firstRecord = .max
        var rejects = RecordBatchParts(batch.span.bytes).rejects
        #expect(try Reject(from: &rejects, in: header).recordNumber == 2)
    }
}
