import ETLModels
import Testing

/// The content of a raw batch, copied out of it.
struct RawContents: Equatable {
    struct Entry: Equatable {
        let text: [UInt8]
        let defect: RecordDefect?
        let lines: LineSpan

        init(_ text: String, _ defect: RecordDefect? = nil, _ lines: LineSpan = .unknown) {
            self.init(Array(text.utf8), defect, lines)
        }

        init(_ text: [UInt8], _ defect: RecordDefect?, _ lines: LineSpan = .unknown) {
            self.text = text
            self.defect = defect
            self.lines = lines
        }
    }

    let header: BatchHeader
    let layout: SourceLayout
    let records: [Entry]

    init(header: BatchHeader, layout: SourceLayout, records: [Entry]) {
        self.header = header
        self.layout = layout
        self.records = records
    }

    /// Reads a batch to its end.
    init(_ bytes: [UInt8]) throws(WireError) {
        let batch = try RawBatch(bytes.span.bytes)
        header = batch.header
        layout = batch.layout
        var records: [Entry] = []
        if batch.hasRows {
            var rows = try batch.rows()
            while let row = try rows.next() {
                records.append(Entry(ValueText.line(of: row, .tokens, positions: []), row.defect))
            }
            self.records = records
            return
        }
        var reading = try batch.records()
        while let record = try reading.next() {
            records.append(Entry(record.text.withUnsafeBytes { Array($0) }, record.defect, record.lines))
        }
        self.records = records
    }
}

/// The content of a record batch, copied out of it.
struct RecordContents<Kind: Record>: Equatable {
    let header: BatchHeader
    let checksum: UInt64
    let counts: [Int]
    let records: [Kind]
    let rejects: [Reject]
    /// The numbers of the rejected and skipped records.
    let excluded: [UInt64]

    /// Reads a batch to its end.
    init(_ bytes: [UInt8]) throws(WireError) {
        let batch = try RecordBatch(bytes.span.bytes)
        header = batch.header
        checksum = batch.checksum
        counts = [batch.acceptedCount, batch.rejectedCount, batch.repairedCount]
        var records: [Kind] = []
        try batch.forEachRecord(as: Kind.self) { (record: borrowing Kind) in records.append(copy record) }
        self.records = records
        rejects = try batch.rejects()
        excluded = try batch.excludedNumbers()
    }
}

/// Reads bytes to their end, as a batch of either content and every kind.
///
/// - Returns: the errors, one for each way of reading; empty if one of them reached the end.
func failures(of bytes: [UInt8]) -> [WireError] {
    let failures = [
        failure { try RawContents(bytes).isComplete },
        failure { try RecordContents<Token>(bytes).isComplete },
        failure { try RecordContents<TokenTransfer>(bytes).isComplete },
    ]
    return failures.contains(nil) ? [] : failures.compactMap(\.self)
}

private func failure(of reading: () throws -> Bool) -> WireError? {
    do {
        let isComplete = try reading()
        #expect(isComplete)
        return nil
    } catch let error as WireError {
        return error
    } catch {
        Issue.record("\(error) is no error of the wire")
        return nil
    }
}

extension RawContents {
    /// Whether the number of records is that of the header.
    var isComplete: Bool { records.count == Int(header.recordCount) }
}

extension RecordContents {
    /// Whether the number of records, rejects and skipped records is that of the header.
    var isComplete: Bool { records.count + excluded.count == Int(header.recordCount) }
}
