import ETLModels
import Testing

/// What is counted in a batch is what a reader of it finds.
struct BatchTallyTests {
    @Test(arguments: 0..<5)
    func countsRecordsAndRejectsByReason(seed: UInt64) throws {
        let (bytes, records, rejects) = try randomRecordBatch(of: .tokens, as: Token.self, seed: seed, count: 200)
        let tally = BatchTally(countingIn: bytes.span.bytes)
        #expect(tally.accepted == records.count)
        #expect(tally.rejected == rejects.count)
        #expect(tally.rejects == Dictionary(rejects.map { ($0.reason, 1) }, uniquingKeysWith: +))
    }

    @Test func countsRepairs() throws {
        let batch = try sampleRecordBatch()
        let tally = BatchTally(countingIn: batch.span.bytes)
        #expect(tally.accepted == 2 && tally.repaired == 1 && tally.rejects == [.notANumber: 1])
    }

    @Test func countsNothingInAnEmptyBatch() {
        let batch = RecordBatchBuilder(answering: sampleHeader(.tokens, recordCount: 0)).finish()
        #expect(BatchTally(countingIn: batch.span.bytes) == BatchTally(countingIn: [UInt8]().span.bytes))
    }

    @Test func countsNoFurtherThanTheBytesReach() {
        var builder = RecordBatchBuilder(answering: sampleHeader(.tokens, recordCount: 2))
        for _ in 0..<2 { builder.reject(RecordError(.missing), raw: Array("text".utf8).span.bytes) }
        let batch = Array(builder.finish().dropLast())
        #expect(BatchTally(countingIn: batch.span.bytes).rejects == [.missing: 1])
    }
}
