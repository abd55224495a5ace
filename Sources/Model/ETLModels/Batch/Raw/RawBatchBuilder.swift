/// Collects records into a batch: as text, or as rows of values if the layout says how they are stored. One builder serves a whole source: it reuses its buffers.
public struct RawBatchBuilder: ~Copyable {
    private let kind: RecordKind
    let limits: BatchLimits
    private let recordsOffset: Int
    // The batch from its first byte on. The header's place, and what is the same in every batch, are there from the start.
    var rows: RowWriter
    private var packer = TextPacker()
    private var textBytes = 0
    /// The number of records taken since the last batch was finished.
    public private(set) var count = 0

    /// The number of those among them that are of other kinds.
    public private(set) var skippedCount = 0

    /// The lines of the records among them that hold other records; those of the first few.
    public private(set) var heldLines: [LineSpan] = []

    /// Starts a batch of a source.
    public init(kind: RecordKind, layout: SourceLayout, limits: BatchLimits) {
        self.kind = kind
        self.limits = limits
        var writer = WireWriter(capacity: 64 * 1024)
        for _ in 0..<BatchHeader.size / 8 { writer.append(UInt64(0)) }
        layout.write(to: &writer)
        writer.append(UInt32(0))
        recordsOffset = writer.count
        rows = RowWriter(
            behind: writer, columns: layout.storages.count { $0.form != .absent }, limit: limits.recordBytes)
    }

    /// Whether a record of this many bytes still belongs to the batch. An empty batch takes any record.
    public func hasRoom(for bytes: Int) -> Bool {
        count == 0 || count < limits.records && textBytes + bytes <= limits.bytes
    }

    /// Takes a record. A record beyond the limit gets the defect “too long”. The batch keeps only the beginning of a
    /// defective record.
    public mutating func append(_ record: borrowing RawRecord) {
        if let defect = record.defect {
            append(record, defect)
        } else if record.text.byteCount > limits.recordBytes {
            append(record, .tooLong)
        } else {
            append(record.text, code: 0, lines: .unknown)
        }
    }

    /// Counts a row that is in the batch.
    mutating func addRow(of size: Int) {
        textBytes += size
        count += 1
    }

    private mutating func append(_ record: borrowing RawRecord, _ defect: RecordDefect) {
        let size = min(record.text.byteCount, limits.defectiveRecordBytes)
        append(record.text.extracting(0..<size), code: Self.code(of: defect), lines: record.lines)
        if defect == .otherKind { skippedCount += 1 }
        if defect == .holdsRecords, heldLines.count < 10 { heldLines.append(record.lines) }
    }

    @inline(__always)
    private mutating func append(_ text: RawSpan, code: UInt8, lines: LineSpan) {
        packer.pack(text, defect: code, lines: lines, into: &rows.bytes)
        textBytes += text.byteCount
        count += 1
    }

    /// Ends the batch, and starts the next.
    ///
    /// - Returns: the encoded batch.
    public mutating func finish(id: BatchID, firstRecord: UInt64, sourceBytes: UInt64, isLast: Bool) -> [UInt8] {
        let header = BatchHeader(
            content: .raw, kind: kind, id: id, recordCount: UInt32(count), firstRecord: firstRecord,
            sourceBytes: sourceBytes, isLast: isLast)
        rows.bytes.overwriteStart { header.write(to: &$0) }
        rows.bytes.replace(UInt32(textBytes), at: recordsOffset - 4)
        BatchHeader.seal(&rows.bytes)
        defer {
            rows.bytes.truncate(to: recordsOffset)
            packer.reset()
            rows.reset()
            heldLines.removeAll()
            (textBytes, count, skippedCount) = (0, 0, 0)
        }
        return rows.bytes.copy()
    }
}

extension RawBatchBuilder {
    /// The code of a defect, of two bits. Splitting the record finds the others again.
    static func code(of defect: RecordDefect) -> UInt8 {
        switch defect {
        case .strayQuote, .fieldCount, .malformed, .duplicateField: 0
        case .tooLong: 1
        case .holdsRecords: 2
        case .otherKind: 3
        }
    }

    /// Whether the batch has the lines of a record with this code.
    static func hasLines(_ code: UInt8) -> Bool { code == 1 || code == 2 }

    /// The defect of a code.
    static func defect(of code: UInt8) -> RecordDefect? {
        switch code & 3 {
        case 0: nil
        case 1: .tooLong
        case 2: .holdsRecords
        default: .otherKind
        }
    }
}

/// Where a batch ends.
public struct BatchLimits: Hashable, Sendable {
    /// The number of records in a batch.
    public let records: Int
    /// The maximum text in a batch of several records, in bytes; keeps a message far below the broker's limit.
    public let bytes: Int
    /// The maximum size of a record, in bytes; a longer one is a reject.
    public let recordBytes: Int
    /// The bytes of a defective record that the batch keeps, for showing them with the reject.
    public let defectiveRecordBytes: Int

    /// Sets the number of records; the other limits are the same for every source.
    public init(records: Int) {
        self.records = records
        bytes = Self.largestText
        recordBytes = 1 << 20
        defectiveRecordBytes = 1 << 10
    }

    /// The maximum number of records in any batch. A few bytes can stand for a repeated record, so this number bounds the
    /// expansion of a message.
    public static var mostRecords: Int { 100_000 }
    /// The maximum unpacked text in any batch, in bytes.
    static var largestText: Int { 1 << 21 }
}
