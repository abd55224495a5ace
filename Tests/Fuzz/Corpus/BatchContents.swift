import ETLModels
import TestData

/// The content of a raw batch, copied out of it.
struct RawContents: Equatable {
    struct Entry: Equatable {
        var text: [UInt8]
        var defect: RecordDefect?
        var lines: LineSpan

        init(text: [UInt8], defect: RecordDefect?, lines: LineSpan = .unknown) {
            (self.text, self.defect, self.lines) = (text, defect, lines)
        }

        /// The part of a record from a plain parser that a batch has.
        ///
        /// - Parameter holdsRecords: whether a line of it would be a record by itself.
        init(_ plain: ReferenceCSV.Record, holdsRecords: Bool) {
            let limits = BatchLimits(records: 1)
            defect = holdsRecords ? .holdsRecords : plain.text.count > limits.recordBytes ? .tooLong : nil
            text = defect == nil ? plain.text : Array(plain.text.prefix(limits.defectiveRecordBytes))
            let returns = zip(plain.text, plain.text.dropFirst() + [0]).count { $0 == 0x0D && $1 != 0x0A }
            let span = LineSpan(first: UInt64(plain.line), count: UInt32(plain.lines + returns))
            lines = defect == nil ? .unknown : span
        }
    }

    var header: BatchHeader
    var layout: SourceLayout
    var records: [Entry] = []

    /// Reads a batch to its end.
    init(_ bytes: [UInt8]) throws(WireError) {
        let batch = try RawBatch(bytes.span.bytes)
        header = batch.header
        layout = batch.layout
        if batch.hasRows {
            try readRows(of: batch)
            return
        }
        var reading = try batch.records()
        while let record = try reading.next() {
            records.append(
                Entry(
                    text: record.text.withUnsafeBytes { Array($0) }, defect: record.defect, lines: record.lines))
        }
    }

    /// Reads rows of values, as lines of text.
    private mutating func readRows(of batch: borrowing RawBatch) throws(WireError) {
        let positions = (try? ColumnMap(batch.layout, for: header.kind))?.positions ?? []
        var rows = try batch.rows()
        while let row = try rows.next() {
            let line = ValueText.line(of: row, header.kind, positions: positions)
            records.append(Entry(text: Array(line.utf8), defect: row.defect))
        }
    }

    /// Writes the batch.
    func encoded() -> [UInt8] {
        var builder = RawBatchBuilder(
            kind: header.kind, layout: layout, limits: BatchLimits(records: BatchLimits.mostRecords))
        for record in records {
            builder.append(RawRecord(text: record.text.span.bytes, defect: record.defect, lines: record.lines))
        }
        return builder.finish(
            id: header.id, firstRecord: header.firstRecord, sourceBytes: header.sourceBytes, isLast: header.isLast)
    }

    /// The batch as a builder writes it: a record with a defect is cut to its maximum size.
    var withoutExcess: RawContents {
        let limits = BatchLimits(records: 1)
        var contents = self
        for (index, record) in records.enumerated() {
            let defect = record.defect ?? (record.text.count > limits.recordBytes ? .tooLong : nil)
            guard defect != nil else { continue }
            let text = Array(record.text.prefix(limits.defectiveRecordBytes))
            contents.records[index] = Entry(text: text, defect: defect, lines: record.lines)
        }
        return contents
    }
}

/// The content of a record batch, copied out of it.
struct RecordContents<Kind: Record>: Equatable {
    let header: BatchHeader
    let repairedCount: Int
    let records: [Kind]
    let rejects: [Reject]
    /// The numbers of the rejected and skipped records.
    let excluded: [UInt64]

    /// Reads a batch to its end.
    init(_ bytes: [UInt8]) throws(WireError) {
        let batch = try RecordBatch(bytes.span.bytes)
        header = batch.header
        repairedCount = batch.repairedCount
        var records: [Kind] = []
        try batch.forEachRecord(as: Kind.self) { (record: borrowing Kind) in records.append(copy record) }
        self.records = records
        rejects = try batch.rejects()
        excluded = try batch.excludedNumbers()
    }

    /// Writes the batch.
    func encoded() -> [UInt8] {
        var builder = RecordBatchBuilder(answering: header)
        let columns = header.kind.schema.columns
        let excluded = Set(excluded)
        var (accepted, rejected) = (records[...], rejects[...])
        for number in header.firstRecord..<header.firstRecord + UInt64(header.recordCount) {
            if let reject = rejected.first, reject.recordNumber == number {
                let column = reject.field.flatMap { field in
                    columns.firstIndex { $0.name == field }
                        ?? CheckedField.allCases.first { $0.name == field }.map { Int($0.rawValue) }
                }
                let raw = Array(reject.raw.utf8)
                builder.reject(
                    RecordError(reject.reason, column: column), raw: raw.span.bytes, lines: reject.lines ?? .unknown)
                rejected = rejected.dropFirst()
            } else if excluded.contains(number) {
                builder.skip()
            } else if let record = accepted.popFirst() {
                builder.accept(record)
            }
        }
        for _ in 0..<repairedCount { builder.countRepaired() }
        return builder.finish().bytes
    }
}
