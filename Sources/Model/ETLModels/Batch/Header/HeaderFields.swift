/// The first 64 bytes of a message, read as a header as far as they reach, and not yet verified.
public struct HeaderFields: Sendable {
    /// The four bytes that identify a batch.
    public private(set) var magic: UInt32?
    /// The version of the format.
    public private(set) var version: UInt8?
    /// The code of what the payload is.
    public private(set) var content: UInt8?
    /// The code of the kind of the records.
    public private(set) var kind: UInt8?
    /// The flags; bit 0 is set in a source's last batch.
    public private(set) var flags: UInt8?
    /// The source.
    public private(set) var source: SourceID?
    /// The place in the source.
    public private(set) var sequence: UInt32?
    /// The number of records, rejects and skipped ones included.
    public private(set) var recordCount: UInt32?
    /// The number of the first record within the source.
    public private(set) var firstRecord: UInt64?
    /// The bytes of the source that were read for the batch.
    public private(set) var sourceBytes: UInt64?
    /// The bytes that follow the header.
    public private(set) var payloadBytes: UInt32?
    /// The checksum that the batch carries.
    public private(set) var checksum: UInt64?

    /// The bytes of the available fields: the size of a header, or less.
    public private(set) var byteCount = 0

    /// Reads any bytes. Fields beyond their end are nil.
    public init(_ batch: RawSpan) {
        var reader = WireReader(batch)
        do throws(WireError) {
            try read(from: &reader)
        } catch {
            // The fields that were read are all there is.
        }
        byteCount = batch.byteCount - reader.remaining
    }

    private mutating func read(from reader: inout WireReader) throws(WireError) {
        magic = try reader.integer(UInt32.self)
        version = try reader.integer(UInt8.self)
        content = try reader.integer(UInt8.self)
        kind = try reader.integer(UInt8.self)
        flags = try reader.integer(UInt8.self)
        let words = try reader.value(of: (UInt64, UInt64).self)
        source = SourceID(words: (words.0.bigEndian, words.1.bigEndian))
        sequence = try reader.integer(UInt32.self)
        recordCount = try reader.integer(UInt32.self)
        firstRecord = try reader.integer(UInt64.self)
        sourceBytes = try reader.integer(UInt64.self)
        payloadBytes = try reader.integer(UInt32.self)
        _ = try reader.integer(UInt32.self)
        checksum = try reader.integer(UInt64.self)
    }
}

extension HeaderFields {
    /// The number of records by which a reader reserves memory before it verifies the batch: never more than a batch may have.
    public var boundedRecordCount: Int { min(Int(recordCount ?? 0), BatchLimits.mostRecords) }

    /// Whether the bytes start as a batch does.
    public var hasMagic: Bool { magic == BatchHeader.magic }

    /// The checksum that the bytes should carry; nil when they do not reach the header's end.
    public static func computedChecksum(of batch: RawSpan) -> UInt64? {
        batch.byteCount >= BatchHeader.size ? BatchHeader.checksum(of: batch) : nil
    }

    /// All faults for which a reader rejects the batch before it reads the payload, in the order of its checks.
    public func problems(in batch: RawSpan, expecting wanted: BatchHeader.Content) -> [WireError] {
        var problems: [WireError] = []
        if !hasMagic { problems.append(.notABatch) }
        if let version, version != BatchHeader.version { problems.append(.unsupportedVersion(version)) }
        if checksum == nil || payloadBytes.map(Int.init) != batch.byteCount - BatchHeader.size {
            problems.append(.truncated)
        } else if Self.computedChecksum(of: batch) != checksum {
            problems.append(.checksumMismatch)
        }
        if let content, content != wanted.rawValue { problems.append(.unexpectedContent(content)) }
        if let kind, RecordKind(rawValue: kind) == nil { problems.append(.unknownKind(kind)) }
        if hasNumberOutOfRange { problems.append(.malformed("a number of the header is out of range")) }
        return problems
    }

    private var hasNumberOutOfRange: Bool {
        let lastStart = UInt64(Int64.max) - UInt64(recordCount ?? 0)
        return sequence.map { $0 > Int32.max } ?? false
            || recordCount.map { $0 > BatchLimits.mostRecords } ?? false
            || firstRecord.map { !(1...lastStart).contains($0) } ?? false
            || sourceBytes.map { $0 > Int64.max } ?? false
    }
}

extension BatchHeader {
    /// Takes the fields of a header without verifying its numbers' ranges and its checksum; nil if a field is missing or a
    /// code is unknown.
    public init?(_ fields: HeaderFields) {
        guard let content = fields.content.flatMap(Content.init(rawValue:)),
            let kind = fields.kind.flatMap(RecordKind.init(rawValue:)), let flags = fields.flags,
            let source = fields.source, let sequence = fields.sequence, let recordCount = fields.recordCount,
            let firstRecord = fields.firstRecord, let sourceBytes = fields.sourceBytes
        else { return nil }
        self.init(
            content: content, kind: kind, id: BatchID(source: source, sequence: sequence), recordCount: recordCount,
            firstRecord: firstRecord, sourceBytes: sourceBytes, isLast: flags & 1 == 1)
    }
}
