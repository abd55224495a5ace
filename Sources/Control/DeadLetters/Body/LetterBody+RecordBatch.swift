import Bus
import DecodedValues
import ETLModels

extension LetterBody {
    /// Reads the payload of a record batch to its end, and keeps the first records and rejects.
    mutating func readRecordBatch(_ body: [UInt8], _ fields: HeaderFields) {
        let parts = RecordBatchParts(body.span.bytes)
        header.add("accepted", DecodedValue(parts.acceptedCount))
        header.add("repaired", DecodedValue(parts.repairedCount))
        header.add("record_bytes", DecodedValue(parts.recordBytes))
        guard let accepted = parts.acceptedCount, let repaired = parts.repairedCount,
            let recordBytes = parts.recordBytes
        else {
            return stop(body, at: BatchHeader.size, "in the record counts", .truncated)
        }
        if accepted > fields.recordCount ?? 0 || repaired > accepted {
            problems.append("the record counts contradict each other")
        }
        let isWhole = Int(recordBytes) == parts.records.remaining
        if !isWhole { problems.append("the records extend beyond the end of the batch") }
        // The record boundaries of an unknown kind are unknown.
        guard let kind = fields.kind.flatMap(RecordKind.init(rawValue:)) else {
            return dump(body, RecordBatchParts.recordsOffset..<body.count)
        }
        let rejectsOffset = RecordBatchParts.recordsOffset + parts.records.remaining
        var reading = RecordReading(parts.records, count: accepted, offset: RecordBatchParts.recordsOffset)
        kind.open(&reading)
        records = reading.shown
        if let stop = reading.stop {
            self.stop(at: stop.offset, stop.place, stop.error)
            dump(body, stop.offset..<rejectsOffset)
        }
        if isWhole, let batch = BatchHeader(fields) {
            readRejects(body, parts.rejects, of: batch, count: Int(batch.recordCount) - Int(accepted))
        }
    }

    private mutating func readRejects(_ body: [UInt8], _ start: WireReader, of batch: BatchHeader, count: Int) {
        var reader = start
        var next = reader
        do throws(WireError) {
            var last: UInt64?
            for index in 0..<max(0, count) {
                let reject = try Reject(from: &next, in: batch)
                if let last, last >= reject.recordNumber {
                    throw .malformed("the rejects are not in the order of the source")
                }
                if index < Self.recordLimit { add(reject) }
                last = reject.recordNumber
                reader = next
            }
            if reader.remaining > 0 { throw .malformed("bytes follow the last reject") }
        } catch {
            stop(body, at: body.count - reader.remaining, "in the rejects", error)
        }
    }

    private mutating func add(_ reject: Reject) {
        var fields = NamedValues()
        fields.add("record_number", DecodedValue(reject.recordNumber))
        fields.add("reason", .text(reject.reason.name))
        fields.add("field", reject.field.map { .text($0) })
        fields.add("text", .text(TextBeginning.of(reject.raw, bytes: reject.raw.utf8.count)))
        rejects.append(fields)
    }

    /// Records that nothing after an offset could be decoded.
    private mutating func stop(_ body: [UInt8], at offset: Int, _ place: String, _ error: WireError) {
        stop(at: offset, place, error)
        dump(body, offset..<body.count)
    }
}
