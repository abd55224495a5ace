/// A batch as the transformer makes it: records as values, and the rejects among them.
public struct RecordBatch: ~Escapable {
    /// What the batch says of itself.
    public let header: BatchHeader
    /// The checksum that the batch carries, which has been verified.
    public let checksum: UInt64
    /// The number of records that passed.
    public let acceptedCount: Int
    /// The number of records that passed after characters were removed or replaced.
    public let repairedCount: Int
    private let records: RawSpan
    private let rejectBytes: RawSpan

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
        records = bytes.extracting(parts.records)
        rejectBytes = bytes.extracting(parts.records.upperBound..<bytes.byteCount)
    }

    /// The number of records that did not pass, those that were passed over included; see ``skippedCount()``.
    public var rejectedCount: Int { Int(header.recordCount) - acceptedCount }

    /// Reads every record that passed, in the order of the source.
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

    /// The number of records that are of other kinds than their source, ``RejectReason/otherKind``.
    public func skippedCount() throws(WireError) -> Int {
        var reader = WireReader(rejectBytes)
        var count = 0
        for _ in 0..<rejectedCount where try reader.passReject() == .otherKind { count += 1 }
        return count
    }

    /// The records that did not pass, in the order of the source.
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
}

extension RecordBatch {
    /// What a batch says of itself, and where its records lie.
    struct Parts: Sendable {
        let header: BatchHeader
        let checksum: UInt64
        let acceptedCount: Int
        let repairedCount: Int
        /// Offsets from the batch's start; the rejects follow.
        let records: Range<Int>

        /// Verifies a batch.
        init(verifying bytes: RawSpan) throws(WireError) {
            (header, checksum) = try BatchHeader.read(bytes, expecting: .records)
            var reader = WireReader(bytes, at: BatchHeader.size)
            acceptedCount = Int(try reader.integer(UInt32.self))
            repairedCount = Int(try reader.integer(UInt32.self))
            let recordBytes = Int(try reader.integer(UInt32.self))
            _ = try reader.bytes(recordBytes)
            records = reader.position - recordBytes..<reader.position
            guard acceptedCount <= Int(header.recordCount), repairedCount <= acceptedCount else {
                throw .malformed("more records than the header says")
            }
        }
    }
}
