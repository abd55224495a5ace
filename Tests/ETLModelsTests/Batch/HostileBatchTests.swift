import TestData
import Testing

@testable import ETLModels

/// Bytes that no builder made: any bytes are either a batch or a typed error.
struct HostileBatchTests {
    private let batches: [[UInt8]]

    init() throws {
        batches = [
            sampleRawBatch(), try sampleRecordBatch(), sampleRowBatch(),
            try randomRecordBatch(of: .tokens, as: Token.self, seed: 1, count: 12).bytes,
            try randomRecordBatch(of: .tokenTransfers, as: TokenTransfer.self, seed: 2, count: 6).bytes,
            try randomRecordBatch(of: .tokens, as: Token.self, seed: 20, count: 16, choices: 2).bytes,
            try randomRecordBatch(of: .tokenTransfers, as: TokenTransfer.self, seed: 21, count: 16, choices: 2).bytes,
        ]
    }

    /// The batch with `value` at `offset` and a matching checksum.
    private func forge(_ batch: [UInt8], _ value: some FixedWidthInteger, at offset: Int) -> [UInt8] {
        var bytes = batch
        let size = value.bitWidth / 8
        for index in 0..<size { bytes[offset + index] = UInt8(truncatingIfNeeded: value >> ((size - 1 - index) * 8)) }
        return sealed(bytes)
    }

    private func sealed(_ bytes: [UInt8]) -> [UInt8] {
        var writer = WireWriter(capacity: bytes.count)
        writer.append(contentsOf: bytes.span.bytes)
        writer.replace(BatchHeader.checksum(of: writer.bytes), at: BatchHeader.checksumOffset)
        return writer.finish()
    }

    @Test func everyTruncationIsAnError() {
        for batch in batches {
            for count in 0..<batch.count {
                #expect(failures(of: Array(batch.prefix(count))).count == 3, "\(count) of \(batch.count)")
            }
            #expect(!failures(of: batch + [0]).isEmpty)
        }
    }

    @Test func everySingleBitIsGuarded() {
        for batch in batches {
            for bit in 0..<batch.count * 8 {
                var bytes = batch
                bytes[bit / 8] ^= 1 << UInt8(bit % 8)
                #expect(failures(of: bytes).count == 3, "bit \(bit)")
            }
        }
    }

    @Test func everySingleBitMayBeForged() {
        for batch in batches {
            for bit in 0..<batch.count * 8 where !(56 * 8..<64 * 8).contains(bit) {
                var bytes = batch
                bytes[bit / 8] ^= 1 << UInt8(bit % 8)
                _ = failures(of: sealed(bytes))
            }
        }
    }

    @Test func everyWordMayBeForged() {
        let words = [0, 1, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0x3FFF_FFFF, 0xC000_0000] as [UInt32]
        for batch in batches {
            for offset in 4..<batch.count - 4 where offset < 56 || offset >= 64 {
                for word in words { _ = failures(of: forge(batch, word, at: offset)) }
            }
        }
    }

    @Test func randomBytesAreNoBatch() {
        var random = SeededGenerator(18)
        for _ in 0..<2000 {
            let bytes = random.bytes(Int.random(in: 0...300, using: &random))
            #expect(failures(of: bytes) == [.notABatch, .notABatch, .notABatch])
        }
    }

    @Test func randomPayloadsAreABatchOrAnError() {
        var random = SeededGenerator(19)
        for batch in batches {
            for _ in 0..<3000 {
                var bytes = batch
                for _ in 0..<Int.random(in: 1...8, using: &random) {
                    let offset = Int.random(in: BatchHeader.size..<batch.count, using: &random)
                    bytes[offset] = UInt8(truncatingIfNeeded: random.next())
                }
                _ = failures(of: sealed(bytes))
            }
        }
    }

    @Test func aForgedNumberOfRecordsIsAnError() {
        for batch in batches {
            #expect(failures(of: forge(batch, UInt32.max, at: 28)).count == 3)
        }
    }

    @Test func noBatchHasMoreRecordsThanOneMayHave() throws {
        // Each of these records repeats the first, in three bytes.
        func texts(_ count: Int) -> [UInt8] {
            var builder = RawBatchBuilder(
                kind: .tokens, layout: SourceLayout(format: 1, delimiter: 0x2C, columns: ["address"]),
                limits: BatchLimits(records: count))
            let text: [UInt8] = []
            for _ in 0..<count { builder.append(RawRecord(text: text.span.bytes, defect: nil)) }
            return builder.finish(id: sampleID, firstRecord: 1, sourceBytes: 1, isLast: true)
        }
        #expect(failures(of: texts(BatchLimits.mostRecords)).isEmpty)
        #expect(failures(of: texts(BatchLimits.mostRecords + 1)).count == 3)
    }

    @Test func aBuilderBelievesNoHeader() {
        var header = sampleHeader(.tokenTransfers, recordCount: 0)
        header.recordCount = .max
        let builder = RecordBatchBuilder(answering: header)
        #expect(builder.records.bytes.storage.count < 1 << 20)
    }

    @Test func tellsWhatIsWrongWithTheHeader() throws {
        let batch = batches[1]
        let forgeries: [([UInt8], WireError)] = [
            (forge(batch, UInt8(9), at: 4), .unsupportedVersion(9)),
            (forge(batch, UInt8(9), at: 5), .unexpectedContent(9)),
            (forge(batch, UInt8(9), at: 6), .unknownKind(9)), (forge(batch, UInt32.max, at: 48), .truncated),
            (Array(batch.prefix(63)), .truncated), (Array(batch.prefix(64)), .truncated), (batch + [0], .truncated),
        ]
        for (bytes, error) in forgeries {
            #expect(throws: error) { try RecordContents<TokenTransfer>(bytes) }
        }
        var damaged = batch
        damaged[70] ^= 1
        #expect(throws: WireError.checksumMismatch) { try RecordContents<TokenTransfer>(damaged) }
    }

    @Test func keepsEveryRecordNumberWithin63Bits() throws {
        let batch = batches[1]  // four records
        let last = UInt64(Int64.max) - 4
        #expect(try RecordContents<TokenTransfer>(forge(batch, last, at: 32)).rejects.first?.recordNumber == last + 3)
        for number in [0, last + 1, UInt64(Int64.max), UInt64(Int64.max) + 1, .max] {
            #expect(failures(of: forge(batch, number, at: 32)).count == 3)
        }
        #expect(failures(of: forge(batch, UInt64.max, at: 40)).count == 3)  // bytes of the source
        #expect(failures(of: forge(batch, UInt32.max, at: 24)).count == 3)  // sequence
    }

    @Test func refusesContradictions() {
        let (raw, records) = (batches[0], batches[1])
        let forgeries = [
            forge(raw, UInt32(46), at: 85),  // texts that exceed their bytes
            forge(raw, UInt32(48), at: 85),  // texts that leave bytes over
            forge(raw, UInt32.max, at: 85),  // more text than a batch may have
            forge(raw, UInt32(2), at: 28),  // bytes behind the last record
            forge(raw, UInt16.max, at: 66),  // more columns than bytes
            forge(records, UInt32(4), at: 64),  // more accepted than records
            forge(records, UInt32(3), at: 68),  // more repaired than accepted
            forge(records, UInt32(3), at: 72),  // more skipped than records
            forge(records, UInt32(0), at: 72),  // fewer skipped than there are
            forge(records, UInt32(147), at: 76),  // a record that reaches beyond the records
            forge(records, UInt32(149), at: 76),  // a byte behind the last record
            forge(records, UInt32(13), at: 80),  // a reject that reaches beyond the rejects
            forge(records, UInt32(15), at: 80),  // a byte behind the last reject
            forge(records, UInt32(4), at: 232),  // a reject outside the batch
            forge(records, UInt32(2), at: 232),  // a reject that was skipped
            forge(records, UInt8(0), at: 236),  // a reject for no reason
            forge(records, UInt32(5), at: 238),  // a reject longer than the batch
            forge(records, UInt32(3), at: 238),  // bytes behind the last reject
            forge(records, UInt32(4), at: 246),  // a skipped record outside the batch
            forge(records, UInt32(0), at: 250),  // a run of no records
            forge(records, UInt32(2), at: 250),  // a run of more records than were skipped
        ]
        for (index, bytes) in forgeries.enumerated() {
            #expect(failures(of: bytes).count == 3, "forgery \(index)")
        }
    }

    @Test func tellsWhatIsWrongWithARecord() {
        let batch = batches[1]
        let forgeries: [([UInt8], WireError)] = [
            (forge(batch, UInt32(0x5545_0000 | 3 << 20), at: 84), .malformed("a field has an unknown code")),
            (forge(batch, UInt32(0x5545_0000 | 1 << 12), at: 84), .malformed("a record has more fields than its kind")),
            (forge(batch, UInt32(0x5545_0000 | 1), at: 84), .malformed("a record has more fields than its kind")),
            (forge(batch, UInt32(0x1545_0000), at: 84), .malformed("a required field is NULL")),
            // The first record of a batch cannot repeat a value, nor can a column that was always NULL.
            (forge(batch, UInt32(0x9545_0000), at: 84), .malformed("a field repeats a value that does not exist")),
            (forge(batch, UInt32(0x9996_8000), at: 183), .malformed("a field repeats a value that does not exist")),
            (forge(batch, UInt8(33), at: 172), .malformed("a number has more than 256 bits")),
            (forge(batch, UInt16(0), at: 173), .malformed("a number starts with a zero")),
        ]
        for (bytes, error) in forgeries {
            #expect(throws: error) { try RecordContents<TokenTransfer>(bytes) }
        }
    }

    @Test func refusesRejectsOutOfOrder() throws {
        var builder = RecordBatchBuilder(answering: sampleHeader(.tokens, recordCount: 2))
        let raw: [UInt8] = []
        for _ in 0..<2 { builder.reject(RecordError(.fieldCount), raw: raw.span.bytes) }
        let bytes = builder.finish().bytes
        #expect(failures(of: bytes).isEmpty)
        #expect(failures(of: forge(bytes, UInt32(1), at: 84)).count == 3)
        #expect(failures(of: forge(bytes, UInt32(0), at: 94)).count == 3)
    }
}
