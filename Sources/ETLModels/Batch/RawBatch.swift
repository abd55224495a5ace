/// A batch as the extractor cuts it: records as text, with what is needed to tell their fields apart.
public struct RawBatch: ~Escapable {
    /// What the batch says of itself.
    public let header: BatchHeader
    /// How the records are written.
    public let layout: SourceLayout
    private let lengths: RawSpan
    private let texts: RawSpan
    private var next = 0
    private var offset = 0

    /// Reads a batch; afterwards every record is known to lie within the bytes.
    @_lifetime(copy bytes)
    public init(_ bytes: RawSpan) throws(WireError) {
        header = try BatchHeader.read(bytes, expecting: .raw).0
        var reader = WireReader(bytes)
        _ = try reader.bytes(BatchHeader.size)
        layout = try SourceLayout(from: &reader)
        lengths = try reader.bytes(Int(header.recordCount) * 4)
        texts = try reader.bytes(reader.remaining)
        var total = 0
        for index in 0..<Int(header.recordCount) {
            let word = word(at: index)
            guard word >> 30 < 3 else { throw .malformed("a record has an unknown defect") }
            total += Int(word & RawBatchBuilder.lengthMask)
        }
        guard total == texts.byteCount else { throw .malformed("the records' lengths do not add up") }
    }

    /// The next record's text, without its line end, and what the extractor found wrong with it.
    @_lifetime(self: copy self)
    @_lifetime(copy self)
    public mutating func nextRecord() -> RawRecord? {
        guard next < Int(header.recordCount) else { return nil }
        let word = word(at: next)
        let start = offset
        next += 1
        offset += Int(word & RawBatchBuilder.lengthMask)
        return RawRecord(text: texts.extracting(start..<offset), defect: RawBatchBuilder.defect(of: word))
    }

    private func word(at index: Int) -> UInt32 {
        UInt32(bigEndian: lengths.unsafeLoadUnaligned(fromByteOffset: index * 4, as: UInt32.self))
    }
}

/// One record as text.
public struct RawRecord: ~Escapable {
    /// The bytes of the source, without the line end. Only the beginning, when the record is too long.
    public let text: RawSpan
    /// Why the record cannot be read at all, if so.
    public let defect: RejectReason?

    /// Describes a record.
    @inlinable
    @_lifetime(copy text)
    public init(text: RawSpan, defect: RejectReason?) {
        self.text = text
        self.defect = defect
    }
}
