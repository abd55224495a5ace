import ETLModels
import Testing

struct RecordBatchTests {
    @Test(arguments: RecordKind.allCases)
    func comesBackAsItWas(_ kind: RecordKind) throws {
        var journeys = BatchJourneys(kind: kind)
        try kind.dispatch(to: &journeys)
    }

    @Test func keepsTheIdentityOfWhatItAnswers() throws {
        let bytes = sampleRawBatch()
        let header = try RawContents(bytes).header
        var builder = RecordBatchBuilder(answering: header)
        for _ in 0..<3 { builder.reject(RecordError(.missing, column: 0), raw: bytes.span.bytes.extracting(0..<0)) }
        var expected = header
        expected.content = .records
        let contents = try RecordContents<Token>(builder.finish().bytes)
        #expect(contents.header == expected)
        #expect(contents.rejects.map(\.recordNumber) == [11, 12, 13])
        #expect(contents.rejects.map(\.field) == ["address", "address", "address"])
    }

    @Test(arguments: RecordKind.allCases)
    func mayBeEmpty(_ kind: RecordKind) throws {
        let bytes = RecordBatchBuilder(answering: sampleHeader(kind, recordCount: 0, isLast: true)).finish().bytes
        #expect(bytes.count == BatchHeader.size + 20)
        let contents = try RecordContents<TokenTransfer>(bytes)
        #expect(contents.header.isLast)
        #expect(contents.counts == [0, 0, 0])
        #expect(contents.records.isEmpty)
        #expect(contents.rejects.isEmpty)
    }

    @Test func makesTheTextOfARejectStorable() throws {
        var builder = RecordBatchBuilder(answering: sampleHeader(.tokens, recordCount: 1))
        let raw: [UInt8] = [0x61, 0x00, 0xFF, 0x62]
        builder.reject(RecordError(.fieldCount), raw: raw.span.bytes)
        let rejects = try RecordContents<Token>(builder.finish().bytes).rejects
        #expect(rejects == [Reject(recordNumber: 11, reason: .fieldCount, field: nil, raw: "a\u{FFFD}b")])
    }

    @Test func keepsThePlacesOfSkippedRecords() throws {
        var builder = RecordBatchBuilder(answering: sampleHeader(.tokens, recordCount: 6))
        let raw: [UInt8] = []
        for _ in 0..<3 { builder.skip() }
        builder.reject(RecordError(.fieldCount), raw: raw.span.bytes)
        for _ in 0..<2 { builder.skip() }
        let (bytes, tally) = builder.finish()
        #expect(tally.skipped == 5 && tally.accepted == 0 && tally.rejects == [.fieldCount: 1])
        let batch = try RecordBatch(bytes.span.bytes)
        #expect(batch.skippedCount == 5 && batch.rejectedCount == 1)
        #expect(try batch.rejects().map(\.recordNumber) == [14])
        #expect(try batch.excludedNumbers() == [11, 12, 13, 14, 15, 16])
        let parts = RecordBatchParts(bytes.span.bytes)
        #expect(try SkippedRecords(parts.skips, count: 5, of: 6).ranges() == [0..<3, 4..<6])
    }

    @Test func makesTheSameBytesOfTheSameRecords() throws {
        let first = try randomRecordBatch(of: .tokens, as: Token.self, seed: 3, count: 40).bytes
        let second = try randomRecordBatch(of: .tokens, as: Token.self, seed: 3, count: 40).bytes
        #expect(first == second)
    }

    @Test func refusesARawBatch() {
        #expect(throws: WireError.unexpectedContent(1)) { try RecordContents<Token>(sampleRawBatch()) }
    }
}

/// Encodes and decodes generated batches of a kind.
private struct BatchJourneys: KindVisitor {
    let kind: RecordKind

    mutating func visit<Kind: Record>(_ type: Kind.Type) throws {
        for seed in UInt64(0)..<40 {
            let (bytes, records, rejects) = try randomRecordBatch(of: kind, as: type, seed: seed, count: Int(seed) * 3)
            let contents = try RecordContents<Kind>(bytes)
            #expect(contents.records == records)
            #expect(contents.rejects == rejects)
            #expect(contents.counts == [records.count, rejects.count, 0])
            let rejected = Set(rejects.map(\.recordNumber))
            #expect(rejected.isSubset(of: contents.excluded))
            #expect(contents.excluded.count == Int(contents.header.recordCount) - records.count)
        }
    }
}
