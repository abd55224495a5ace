/// The header of every batch, before its payload: 64 bytes; the layout is in docs/wire-format.md.
public struct BatchHeader: Hashable, Sendable {
    /// What the payload is.
    public enum Content: UInt8, Sendable, Hashable {
        /// Records as text, as they were cut from the source.
        case raw = 1
        /// Records as values, rejects, and the places of skipped records.
        case records = 2
    }

    /// What the payload is.
    public var content: Content
    /// The kind of the records.
    public var kind: RecordKind
    /// The source and the place in it.
    public var id: BatchID
    /// The number of records, rejects and skipped ones included.
    public var recordCount: UInt32
    /// The number of the first record within the source, where the source's first record is 1.
    public var firstRecord: UInt64
    /// The bytes of the source file that this batch covers. Their sum over all batches is the file's size.
    public var sourceBytes: UInt64
    /// Whether this is the source's last batch.
    public var isLast: Bool

    /// Describes a batch.
    public init(
        content: Content, kind: RecordKind, id: BatchID, recordCount: UInt32, firstRecord: UInt64,
        sourceBytes: UInt64, isLast: Bool
    ) {
        self.content = content
        self.kind = kind
        self.id = id
        self.recordCount = recordCount
        self.firstRecord = firstRecord
        self.sourceBytes = sourceBytes
        self.isLast = isLast
    }

    /// The size of an encoded header, in bytes.
    public static var size: Int { 64 }
    /// The version that this program writes and reads.
    public static var version: UInt8 { 4 }
    static var magic: UInt32 { 0x4554_4C42 }  // "ETLB"
    static var checksumOffset: Int { 56 }
}

extension BatchHeader {
    /// Appends the header with empty places for the payload's length and the checksum; see ``seal(_:)``.
    func write(to writer: inout WireWriter) {
        writer.append(Self.magic)
        writer.append(Self.version)
        writer.append(content.rawValue)
        writer.append(kind.rawValue)
        writer.append(UInt8(isLast ? 1 : 0))
        writer.append(id.source.words.0)
        writer.append(id.source.words.1)
        writer.append(id.sequence)
        writer.append(recordCount)
        writer.append(firstRecord)
        writer.append(sourceBytes)
        writer.append(UInt64(0))
        writer.append(UInt64(0))
    }

    /// Fills in the payload's length and the checksum of a batch that has been written from the writer's start.
    static func seal(_ writer: inout WireWriter) {
        writer.replace(UInt32(truncatingIfNeeded: writer.count - size), at: 48)
        let checksum = checksum(of: writer.bytes)
        writer.replace(checksum, at: checksumOffset)
    }

    /// The checksum covers every byte but its own.
    static func checksum(of batch: RawSpan) -> UInt64 {
        let header = Checksum.xxh64(batch.extracting(0..<checksumOffset))
        return Checksum.xxh64(batch.extracting(size..<batch.byteCount), seed: header)
    }

    /// Reads and verifies a header, and the checksum of the whole batch.
    ///
    /// - Returns: the header, and the checksum that it carries.
    static func read(_ batch: RawSpan, expecting content: Content) throws(WireError) -> (BatchHeader, UInt64) {
        let fields = HeaderFields(batch)
        if let problem = fields.problems(in: batch, expecting: content).first { throw problem }
        guard let header = BatchHeader(fields), let checksum = fields.checksum else { throw .truncated }
        return (header, checksum)
    }
}
