import ETLModels
import Testing

/// The fields of an unchecked header.
struct HeaderFieldsTests {
    @Test func hasWhatIsThereAndNothingBehind() throws {
        let batch = try sampleRecordBatch()
        let starts = [0, 4, 5, 6, 7, 8, 24, 28, 32, 40, 48, 56]
        for count in 0...64 {
            let fields = HeaderFields(batch.span.bytes.extracting(0..<count))
            let isThere: [Bool] = [
                fields.magic != nil, fields.version != nil, fields.content != nil, fields.kind != nil,
                fields.flags != nil, fields.source != nil, fields.sequence != nil, fields.recordCount != nil,
                fields.firstRecord != nil, fields.sourceBytes != nil, fields.payloadBytes != nil,
                fields.checksum != nil,
            ]
            let ends = [4, 5, 6, 7, 8, 24, 28, 32, 40, 48, 52, 64]
            #expect(isThere == ends.map { count >= $0 }, "\(count) bytes")
            #expect(starts.contains(fields.byteCount) || [52, 64].contains(fields.byteCount))
            #expect(fields.byteCount <= count)
        }
    }

    @Test func isTheHeaderOfAWholeBatch() throws {
        let batch = try sampleRecordBatch()
        let fields = HeaderFields(batch.span.bytes)
        #expect(fields.hasMagic)
        #expect(fields.problems(in: batch.span.bytes, expecting: .records).isEmpty)
        #expect(HeaderFields.computedChecksum(of: batch.span.bytes) == fields.checksum)
        #expect(try BatchHeader(fields) == RecordBatch(batch.span.bytes).header)
    }

    @Test func listsAllProblemsInTheOrderInWhichAReaderLooks() throws {
        var batch = try sampleRecordBatch()
        (batch[0], batch[4], batch[5], batch[6], batch[24]) = (0, 5, 3, 4, 0x80)
        let problems = HeaderFields(batch.span.bytes).problems(in: batch.span.bytes, expecting: .raw)
        #expect(
            problems == [
                .notABatch, .unsupportedVersion(5), .checksumMismatch, .unexpectedContent(3), .unknownKind(4),
                .malformed("a number of the header is out of range"),
            ])
        let short = HeaderFields(batch.span.bytes.extracting(0..<60))
        #expect(short.problems(in: batch.span.bytes.extracting(0..<60), expecting: .raw)[2] == .truncated)
    }

    @Test func isNoHeaderWithoutAKnownKind() throws {
        var batch = try sampleRecordBatch()
        batch[6] = 9
        #expect(BatchHeader(HeaderFields(batch.span.bytes)) == nil)
    }
}
