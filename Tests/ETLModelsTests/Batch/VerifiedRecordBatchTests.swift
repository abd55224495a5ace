import ETLModels
import Testing

struct VerifiedRecordBatchTests {
    @Test func isTheBatchAsOftenAsItIsRead() throws {
        let bytes = try sampleRecordBatch()
        let verified = try VerifiedRecordBatch(bytes)
        let contents = try RecordContents<TokenTransfer>(bytes)
        #expect(verified.bytes == bytes)
        for _ in 0..<2 {
            #expect(verified.batch.header == contents.header)
            #expect(verified.batch.checksum == contents.checksum)
            #expect(
                [verified.batch.acceptedCount, verified.batch.rejectedCount, verified.batch.repairedCount]
                    == contents.counts)
            var records: [TokenTransfer] = []
            try verified.batch.forEachRecord(as: TokenTransfer.self) { (record: borrowing TokenTransfer) in
                records.append(copy record)
            }
            #expect(records == contents.records)
            #expect(try verified.batch.rejects() == contents.rejects)
        }
    }

    @Test func isNoneOfDamagedBytes() throws {
        let bytes = try sampleRecordBatch()
        for bit in 0..<bytes.count * 8 {
            var damaged = bytes
            damaged[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: WireError.self) { try VerifiedRecordBatch(damaged) }
        }
        #expect(throws: WireError.truncated) { try VerifiedRecordBatch(Array(bytes.dropLast())) }
    }
}
