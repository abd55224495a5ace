/// Collects the records and rejects of one raw batch into a record batch.
public struct RecordBatchBuilder: ~Copyable {
    private let header: BatchHeader
    @usableFromInline var records: RecordWriter
    private var rejects: WireWriter
    @usableFromInline var acceptedCount = 0
    private var rejectedCount = 0
    private var repairedCount = 0

    static var recordsOffset: Int { BatchHeader.size + 12 }
    /// More bytes than a record takes, as a rule. Room that is not written to costs next to nothing.
    private static var usualWidth: Int { 192 }

    /// Starts the batch that answers a raw batch: same identity, same records.
    public init(answering raw: BatchHeader) {
        var header = raw
        header.content = .records
        self.header = header
        // Room for a batch of the usual size; a header that promises more gets more as records arrive.
        var writer = WireWriter(capacity: Self.recordsOffset + min(Int(raw.recordCount), 4096) * Self.usualWidth)
        rejects = WireWriter(capacity: 64)
        header.write(to: &writer)
        writer.append(UInt32(0))
        writer.append(UInt64(0))
        records = RecordWriter(behind: writer)
    }

    /// Takes the next record of the batch.
    @inlinable
    public mutating func accept<Kind: Record>(_ record: borrowing Kind) {
        records.append(record)
        acceptedCount += 1
    }

    /// Notes that the last record accepted differs from its text.
    public mutating func countRepaired() {
        repairedCount += 1
    }

    /// Takes the next record of the batch as a reject.
    public mutating func reject(_ error: RecordError, raw: RawSpan) {
        rejects.append(reject: error, ordinal: acceptedCount + rejectedCount, raw: raw)
        rejectedCount += 1
    }

    /// Ends the batch.
    ///
    /// - Returns: the encoded batch.
    public consuming func finish() -> [UInt8] {
        precondition(acceptedCount + rejectedCount == Int(header.recordCount), "every record passes or is a reject")
        var writer = records.bytes
        let recordBytes = writer.count - Self.recordsOffset
        writer.replace(UInt32(acceptedCount), at: BatchHeader.size)
        writer.replace(UInt32(repairedCount), at: BatchHeader.size + 4)
        writer.replace(UInt32(recordBytes), at: BatchHeader.size + 8)
        let rejects = rejects
        writer.append(contentsOf: rejects.bytes)
        BatchHeader.seal(&writer)
        return writer.finish()
    }
}
