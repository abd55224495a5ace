/// A batch as the transformer makes it: records as values, the rejects among them, and the places of skipped records.
public struct RecordBatch: ~Escapable {
    /// The batch's header.
    public let header: BatchHeader
    /// The checksum that the batch carries, which has been verified.
    public let checksum: UInt64
    /// The number of records that were accepted.
    public let acceptedCount: Int
    /// The number of records that were accepted after characters were removed or replaced.
    public let repairedCount: Int
    /// The number of records that are of other kinds than their source.
    public let skippedCount: Int
    private let records: RawSpan
    private let rejectBytes: RawSpan
    private let skipBytes: RawSpan

    /// Reads a batch. Its records and rejects are checked when they are read.
    @_lifetime(copy bytes)
    public init(_ bytes: RawSpan) throws(WireError) {
        self.init(bytes, try Parts(verifying: bytes))
    }

    /// Takes bytes that were verified, and what was found then.
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan, _ parts: Parts) {
        header = parts.header
        checksum = parts.checksum
        acceptedCount = parts.acceptedCount
        repairedCount = parts.repairedCount
        skippedCount = parts.skippedCount
        records = bytes.extracting(parts.records)
        rejectBytes = bytes.extracting(parts.rejects)
        skipBytes = bytes.extracting(parts.rejects.upperBound..<bytes.byteCount)
    }

    /// The number of records that were rejected.
    public var rejectedCount: Int { Int(header.recordCount) - acceptedCount - skippedCount }

    /// Reads every accepted record, in the order of the source.
    ///
    /// - Throws: ``WireError`` at the first record that cannot be read.
    @inlinable
    public func forEachRecord<Kind: Record>(
        as type: Kind.Type, _ body: (borrowing Kind) -> Void
    ) throws(WireError) {
        var reader = recordReader()
        for _ in 0..<acceptedCount { body(try reader.next()) }
        guard reader.remaining == 0 else { throw .malformed("bytes follow the last record") }
    }

    @usableFromInline
    @_lifetime(copy self)
    func recordReader() -> RecordReader { RecordReader(records) }

    /// The records that were rejected, in the order of the source.
    public func rejects() throws(WireError) -> [Reject] {
        var reader = WireReader(rejectBytes)
        var rejects: [Reject] = []
        for _ in 0..<rejectedCount {
            let reject = try Reject(from: &reader, in: header)
            guard rejects.last.map({ $0.recordNumber < reject.recordNumber }) ?? true else {
                throw .malformed("the rejects are not in the order of the source")
            }
            rejects.append(reject)
        }
        guard reader.remaining == 0 else { throw .malformed("bytes follow the last reject") }
        return rejects
    }

    /// The source numbers of all rejected and skipped records, ascending. The accepted records have the remaining numbers.
    public func excludedNumbers() throws(WireError) -> [UInt64] {
        var reader = WireReader(rejectBytes)
        var numbers: [UInt64] = []
        numbers.reserveCapacity(rejectedCount + skippedCount)
        for _ in 0..<rejectedCount {
            let ordinal = try reader.passReject()
            guard ordinal < header.recordCount else { throw .malformed("a reject lies outside its batch") }
            numbers.append(header.firstRecord + UInt64(ordinal))
        }
        guard reader.remaining == 0 else { throw .malformed("bytes follow the last reject") }
        for range in try skippedRecords().ranges() { numbers += range.map { header.firstRecord + UInt64($0) } }
        if skippedCount > 0 { numbers.sort() }
        guard zip(numbers, numbers.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw .malformed("a record is rejected or skipped twice")
        }
        return numbers
    }

    @_lifetime(copy self)
    private func skippedRecords() throws(WireError) -> SkippedRecords {
        try SkippedRecords(WireReader(skipBytes), count: UInt32(skippedCount), of: header.recordCount)
    }
}

extension RecordBatch {
    /// A batch's header, and the offsets of its parts.
    struct Parts: Sendable {
        let header: BatchHeader
        let checksum: UInt64
        let acceptedCount: Int
        let repairedCount: Int
        let skippedCount: Int
        /// Offsets from the batch's start.
        let records: Range<Int>
        /// The same; the runs of skipped records follow.
        let rejects: Range<Int>

        /// Verifies a batch.
        init(verifying bytes: RawSpan) throws(WireError) {
            (header, checksum) = try BatchHeader.read(bytes, expecting: .records)
            var reader = WireReader(bytes, at: BatchHeader.size)
            acceptedCount = Int(try reader.integer(UInt32.self))
            repairedCount = Int(try reader.integer(UInt32.self))
            let skipped = try reader.integer(UInt32.self)
            skippedCount = Int(skipped)
            let recordBytes = Int(try reader.integer(UInt32.self))
            let rejectBytes = Int(try reader.integer(UInt32.self))
            _ = try reader.bytes(recordBytes)
            records = reader.position - recordBytes..<reader.position
            _ = try reader.bytes(rejectBytes)
            rejects = reader.position - rejectBytes..<reader.position
            guard acceptedCount + skippedCount <= Int(header.recordCount), repairedCount <= acceptedCount else {
                throw .malformed("more records than the header states")
            }
            _ = try SkippedRecords(WireReader(bytes, at: rejects.upperBound), count: skipped, of: header.recordCount)
        }
    }
}
