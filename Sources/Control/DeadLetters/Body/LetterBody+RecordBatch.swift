import Bus
import DecodedValues
import ETLModels

extension LetterBody {
    /// Reads the payload of a record batch to its end, and keeps the first records and rejects.
    mutating func readRecordBatch(_ body: [UInt8], _ fields: HeaderFields) {
        let parts = RecordBatchParts(body.span.bytes)
        header.add("accepted", DecodedValue(parts.acceptedCount))
        header.add("repaired", DecodedValue(parts.repairedCount))
        header.add("skipped", DecodedValue(parts.skippedCount))
        header.add("record_bytes", DecodedValue(parts.recordBytes))
        header.add("reject_bytes", DecodedValue(parts.rejectBytes))
        guard let accepted = parts.acceptedCount, let repaired = parts.repairedCount,
            let skipped = parts.skippedCount, let recordBytes = parts.recordBytes, let rejectBytes = parts.rejectBytes
        else {
            return stop(body, at: BatchHeader.size, "in the record counts", .truncated)
        }
        if Int(accepted) + Int(skipped) > fields.recordCount ?? 0 || repaired > accepted {
            problems.append("the record counts contradict each other")
        }
        let isWhole = Int(recordBytes) == parts.records.remaining
        if !isWhole { problems.append("the records extend beyond the end of the batch") }
        // The record boundaries of an unknown kind are unknown.
        guard let kind = fields.kind.flatMap(RecordKind.init(rawValue:)) else {
            return dump(body, RecordBatchParts.recordsOffset..<body.count)
        }
        let rejectsOffset = RecordBatchParts.recordsOffset + parts.records.remaining
        var reading = RecordReading(
            parts.records, count: accepted, offset: RecordBatchParts.recordsOffset, most: mostRecords)
        kind.dispatch(to: &reading)
        records = reading.shown
        if let stop = reading.stop {
            self.stop(at: stop.offset, stop.place, stop.error)
            dump(body, stop.offset..<rejectsOffset)
        }
        guard isWhole, let batch = BatchHeader(fields) else { return }
        let hasRejects = Int(rejectBytes) == parts.rejects.remaining
        if !hasRejects { problems.append("the rejects should reach beyond the end of the batch") }
        readRejects(body, parts, of: batch, count: Int(batch.recordCount) - Int(accepted) - Int(skipped))
        if hasRejects { readSkips(body, parts.skips, skipped, of: batch) }
    }

    private mutating func readSkips(_ body: [UInt8], _ runs: WireReader, _ count: UInt32, of batch: BatchHeader) {
        do throws(WireError) {
            _ = try SkippedRecords(runs, count: count, of: batch.recordCount)
        } catch {
            let start = body.count - runs.remaining
            stop(at: start, "in the skipped records", error)
            dump(body, start..<body.count)
        }
    }

    private mutating func readRejects(_ body: [UInt8], _ parts: RecordBatchParts, of batch: BatchHeader, count: Int) {
        var reader = parts.rejects
        let end = body.count - parts.skips.remaining
        var next = reader
        do throws(WireError) {
            var last: UInt64?
            for index in 0..<max(0, count) {
                let reject = try Reject(from: &next, in: batch)
                if let last, last >= reject.recordNumber {
                    throw .malformed("the rejects are not in the order of the source")
                }
                if index < mostRecords { add(reject) }
                last = reject.recordNumber
                reader = next
            }
            if reader.remaining > 0 { throw .malformed("bytes follow the last reject") }
        } catch {
            stop(at: end - reader.remaining, "in the rejects", error)
            dump(body, end - reader.remaining..<end)
        }
    }

    private mutating func add(_ reject: Reject) {
        var fields = NamedValues()
        fields.add("record_number", DecodedValue(reject.recordNumber))
        fields.add("reason", .text(reject.reason.name))
        fields.add(reject.lines ?? .unknown)
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
