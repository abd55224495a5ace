/// Collects records as text into a batch. One builder serves a whole source: its buffers are used again.
public struct RawBatchBuilder: ~Copyable {
    private let kind: RecordKind
    private let layout: SourceLayout
    private let limits: BatchLimits
    private var lengths: WireWriter
    private var texts: WireWriter
    /// The number of records taken since the last batch was finished.
    public private(set) var count = 0

    /// Starts a batch of a source.
    public init(kind: RecordKind, layout: SourceLayout, limits: BatchLimits) {
        self.kind = kind
        self.layout = layout
        self.limits = limits
        lengths = WireWriter(capacity: limits.records * 4)
        texts = WireWriter(capacity: 64 * 1024)
    }

    /// Whether a record of this many bytes still belongs to the batch. An empty batch takes any record.
    public func hasRoom(for bytes: Int) -> Bool {
        count == 0 || count < limits.records && texts.count + bytes <= limits.bytes
    }

    /// Takes a record; one that is longer than a record may be has that defect. Of one with a defect, only a beginning
    /// is kept.
    public mutating func append(_ record: borrowing RawRecord) {
        var text = record.text
        let defect = record.defect ?? (text.byteCount > limits.recordBytes ? .tooLong : nil)
        if defect != nil { text = text.extracting(0..<min(text.byteCount, limits.defectiveRecordBytes)) }
        lengths.append(UInt32(truncatingIfNeeded: text.byteCount) | Self.flag(of: defect))
        texts.append(contentsOf: text)
        count += 1
    }

    /// Ends the batch, and starts the next.
    ///
    /// - Returns: the encoded batch.
    public mutating func finish(id: BatchID, firstRecord: UInt64, sourceBytes: UInt64, isLast: Bool) -> [UInt8] {
        let header = BatchHeader(
            content: .raw, kind: kind, id: id, recordCount: UInt32(count), firstRecord: firstRecord,
            sourceBytes: sourceBytes, isLast: isLast)
        var writer = WireWriter(capacity: BatchHeader.size + 1024 + lengths.count + texts.count)
        header.write(to: &writer)
        layout.write(to: &writer)
        writer.append(contentsOf: lengths.bytes)
        writer.append(contentsOf: texts.bytes)
        BatchHeader.seal(&writer)
        lengths.removeAll()
        texts.removeAll()
        count = 0
        return writer.finish()
    }
}

extension RawBatchBuilder {
    // The top two bits of a record's length say what is wrong with it; lengths themselves stay far below.
    static var lengthMask: UInt32 { 0x3FFF_FFFF }

    static func flag(of defect: RejectReason?) -> UInt32 {
        switch defect {
        case nil: 0
        case .tooLong: 1 << 30
        default: 2 << 30
        }
    }

    static func defect(of word: UInt32) -> RejectReason? {
        switch word >> 30 {
        case 0: nil
        case 1: .tooLong
        default: .unclosedQuote
        }
    }
}

/// Where a batch ends.
public struct BatchLimits: Hashable, Sendable {
    /// The number of records in a batch.
    public let records: Int
    /// The most bytes of text in a batch that has more than one record; keeps a message far below the broker's limit.
    public let bytes: Int
    /// The most bytes of a single record; a longer one is a reject.
    public let recordBytes: Int
    /// How much of a record that cannot be read is kept, to be shown with the reject.
    public let defectiveRecordBytes: Int

    /// Sets the number of records; the other limits are the same for every source.
    public init(records: Int) {
        self.records = records
        bytes = 1 << 21
        recordBytes = 1 << 20
        defectiveRecordBytes = 1 << 10
    }
}
