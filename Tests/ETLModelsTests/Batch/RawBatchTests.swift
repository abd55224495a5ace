import ETLModels
import TestData
import Testing

struct RawBatchTests {
    private let layout = SourceLayout(format: 2, delimiter: 9, columns: ["address", "", "naïve, \"name\""])

    private static let defects: [RecordDefect?] = [nil, nil, .tooLong, .holdsRecords]

    private func builder(records: Int = 100) -> RawBatchBuilder {
        RawBatchBuilder(kind: .tokens, layout: layout, limits: BatchLimits(records: records))
    }

    private func append(_ text: [UInt8], _ defect: RecordDefect? = nil, to builder: inout RawBatchBuilder) {
        builder.append(RawRecord(text: text.span.bytes, defect: defect))
    }

    @Test func comesBackAsItWas() throws {
        var random = SeededGenerator(17)
        var builder = builder()
        for sequence in UInt32(0)..<50 {
            var entries: [RawContents.Entry] = []
            for _ in 0..<Int.random(in: 0...100, using: &random) {
                let text = random.bytes(Int.random(in: 0...200, using: &random))
                let defect = Self.defects.randomElement(using: &random) ?? nil
                let lines = LineSpan(first: random.next(), count: UInt32(truncatingIfNeeded: random.next()))
                entries.append(RawContents.Entry(text, defect, defect == nil ? .unknown : lines))
                builder.append(RawRecord(text: text.span.bytes, defect: defect, lines: lines))
            }
            let header = BatchHeader(
                content: .raw, kind: .tokens, id: BatchID(source: sampleID.source, sequence: sequence),
                recordCount: UInt32(entries.count), firstRecord: random.next() >> 2 + 1,
                sourceBytes: random.next() >> 1,
                isLast: Bool.random(using: &random))
            let bytes = builder.finish(
                id: header.id, firstRecord: header.firstRecord, sourceBytes: header.sourceBytes, isLast: header.isLast)
            #expect(try RawContents(bytes) == RawContents(header: header, layout: layout, records: entries))
        }
    }

    @Test(arguments: [nil, .tooLong] as [RecordDefect?])
    func isNeverLargerThanItsLimit(defect: RecordDefect?) {
        var random = SeededGenerator(29)
        // As many names as a header of 64 KiB can have, and texts that packing cannot shorten.
        let layout = SourceLayout(format: 2, delimiter: 9, columns: (0..<32_000).map { _ in "x" })
        for length in [1, 20, 21, 1000] {
            let limits = BatchLimits(records: BatchLimits.mostRecords)
            var builder = RawBatchBuilder(kind: .tokens, layout: layout, limits: limits)
            while true {
                let text = random.bytes(length)
                guard builder.count < limits.records, builder.hasRoom(for: length) else { break }
                let lines = LineSpan(first: random.next(), count: .max)
                builder.append(
                    RawRecord(text: text.span.bytes, defect: defect, lines: defect == nil ? .unknown : lines))
            }
            let batch = builder.finish(id: sampleID, firstRecord: 1, sourceBytes: 7, isLast: true)
            #expect(batch.count <= RawBatch.maximumBytes, "\(length): \(batch.count)")
        }
    }

    @Test func carriesTheNamesThatFieldsHaveInTheSource() throws {
        let renames = [
            ColumnRename(name: "TX", column: "transaction_hash"), ColumnRename(name: "ä=", column: "value"),
        ]
        let layout = SourceLayout(format: 2, delimiter: 0, columns: ["tx", "ä="], renames: renames)
        var builder = RawBatchBuilder(kind: .tokenTransfers, layout: layout, limits: BatchLimits(records: 1))
        append([1, 2, 3], to: &builder)
        let bytes = builder.finish(id: sampleID, firstRecord: 1, sourceBytes: 7, isLast: true)
        let contents = try RawContents(bytes)
        #expect(contents.layout == layout)
        #expect(contents.layout.names == ["transaction_hash", "value"])
        #expect(contents.records == [RawContents.Entry([1, 2, 3], nil)])
        let parts = RawBatchParts(bytes.span.bytes)
        #expect(parts.format == 2)
        #expect(parts.renames == renames)
        #expect(parts.failure == nil)
    }

    @Test func mayBeEmpty() throws {
        var builder = builder()
        let contents = try RawContents(builder.finish(id: sampleID, firstRecord: 1, sourceBytes: 7, isLast: true))
        #expect(contents.records.isEmpty)
        #expect(contents.header.isLast)
        #expect(contents.header.recordCount == 0)
    }

    @Test func isFullAtItsNumberOfRecords() {
        var builder = builder(records: 2)
        var room: [Bool] = [builder.hasRoom(for: 10)]
        append([1], to: &builder)
        room.append(builder.hasRoom(for: 10))
        append([2], to: &builder)
        room.append(builder.hasRoom(for: 0))
        #expect(room == [true, true, false])
    }

    @Test func isFullAtItsNumberOfBytesButTakesAnyFirstRecord() {
        let limits = BatchLimits(records: 1000)
        var builder = builder(records: 1000)
        var room: [Bool] = [builder.hasRoom(for: limits.bytes * 2)]
        append([UInt8](repeating: 0x61, count: 1000), to: &builder)
        room.append(builder.hasRoom(for: limits.bytes - 1000))
        room.append(builder.hasRoom(for: limits.bytes - 999))
        #expect(room == [true, true, false])
    }

    @Test func keepsABeginningOfWhatCannotBeRead() throws {
        let limits = BatchLimits(records: 10)
        let long = [UInt8](repeating: 0x61, count: limits.recordBytes)
        var builder = builder(records: 10)
        append(long, .tooLong, to: &builder)
        append(long, .holdsRecords, to: &builder)
        append(long, to: &builder)
        append(long + [0x61], to: &builder)
        let records = try RawContents(builder.finish(id: sampleID, firstRecord: 1, sourceBytes: 0, isLast: false))
            .records
        #expect(records.map(\.text.count) == [1024, 1024, long.count, 1024])
        #expect(records.map(\.defect) == [.tooLong, .holdsRecords, nil, .tooLong])
    }

    @Test func refusesARecordBatch() throws {
        let bytes = try sampleRecordBatch()
        #expect(throws: WireError.unexpectedContent(2)) { try RawContents(bytes) }
    }
}
