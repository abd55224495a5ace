import ETLModels
import Testing

/// A record with the maximum number of fields.
struct WidestRecordTests {
    @Test func comesBackAsItWas() throws {
        let records = [WideRecord(1), WideRecord(1), WideRecord(nil), WideRecord(1), WideRecord(2)]
        var builder = RecordBatchBuilder(answering: sampleHeader(.tokens, recordCount: records.count))
        for record in records { builder.accept(record) }
        let bytes = builder.finish().bytes
        let full = [UInt8](repeating: 0x55, count: 4)
        let same = [UInt8](repeating: 0xAA, count: 4)
        #expect(bytes.dropFirst(RecordBatchParts.recordsOffset).starts(with: full + [0, 0, 0, 1]))
        #expect(bytes.count == RecordBatchParts.recordsOffset + 5 * 4 + 2 * Schema.columnLimit * 4)
        #expect(
            bytes.dropFirst(RecordBatchParts.recordsOffset + 4 + 64).starts(with: same + [0, 0, 0, 0] + same + full))
        #expect(try RecordContents<WideRecord>(bytes).records == records)
    }
}

private struct WideRecord: Record {
    static let table = "wide"
    static let key: [String] = []
    static let sameKey = SameKeyRule.keepStored
    static let itemType = "wide"
    static let fileNamePart = "wide"

    let numbers: [Int32?]

    init(_ number: Int32?) {
        numbers = Array(repeating: number, count: Schema.columnLimit)
    }

    init<Reader: FieldReader & ~Copyable & ~Escapable>(from reader: inout Reader) throws(Reader.Failure) {
        var numbers: [Int32?] = []
        for _ in 0..<Schema.columnLimit { numbers.append(try reader.optional(Field("number"))) }
        self.numbers = numbers
    }

    func write<Sink: FieldSink & ~Copyable>(to sink: inout Sink) {
        for number in numbers { sink.optional(Field("number"), number) }
    }
}
