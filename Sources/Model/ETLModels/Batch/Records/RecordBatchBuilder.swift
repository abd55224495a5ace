/// Collects the values, rejects and skipped records of one raw batch into a record batch.
public struct RecordBatchBuilder: ~Copyable {
    private let header: BatchHeader
    @usableFromInline var records: RecordWriter
    private var rejects: WireWriter
    private var skips = SkippedRuns()
    @usableFromInline var acceptedCount = 0
    private var rejectedCount = 0
    private var repairedCount = 0
    private var skippedCount = 0
    private var reasons: [RejectReason: Int] = [:]

    static var recordsOffset: Int { BatchHeader.size + 20 }
    /// More bytes than a record takes, as a rule. Room that is not written to costs next to nothing.
    public static var usualWidth: Int { 192 }

    /// Starts the record batch of a raw batch: same identity, same records.
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
    ///
    /// - Parameter lines: the lines of the record, where the reason has them.
    public mutating func reject(_ error: RecordError, raw: RawSpan, lines: LineSpan = .unknown) {
        rejects.append(reject: error, ordinal: position, raw: raw, lines: lines)
        rejectedCount += 1
        reasons[error.reason, default: 0] += 1
    }

    /// Skips the next record of the batch, which is of another kind. The batch keeps only its position.
    public mutating func skip() {
        skips.append(position)
        skippedCount += 1
    }

    /// The place of the next record within the batch.
    private var position: Int { acceptedCount + rejectedCount + skippedCount }

    /// Ends the batch.
    ///
    /// - Returns: the encoded batch, and what is in it.
    public consuming func finish() -> (bytes: [UInt8], tally: BatchTally) {
        precondition(position == Int(header.recordCount), "every record passes, is a reject, or is skipped")
        let tally = BatchTally(
            accepted: acceptedCount, repaired: repairedCount, skipped: skippedCount, rejects: reasons)
        var writer = records.bytes
        let recordBytes = writer.count - Self.recordsOffset
        writer.replace(UInt32(acceptedCount), at: BatchHeader.size)
        writer.replace(UInt32(repairedCount), at: BatchHeader.size + 4)
        writer.replace(UInt32(skippedCount), at: BatchHeader.size + 8)
        writer.replace(UInt32(recordBytes), at: BatchHeader.size + 12)
        let rejects = rejects
        let skips = skips
        writer.replace(UInt32(rejects.count), at: BatchHeader.size + 16)
        writer.append(contentsOf: rejects.bytes)
        writer.append(contentsOf: skips.writer.bytes)
        BatchHeader.seal(&writer)
        return (writer.finish(), tally)
    }
}
