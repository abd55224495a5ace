/// A batch as the extractor cuts it: records as text, with what is needed to tell their fields apart.
public struct RawBatch: ~Escapable {
    /// What the batch says of itself.
    public let header: BatchHeader
    /// How the records are written.
    public let layout: SourceLayout
    private let textBytes: UInt32
    private let packed: RawSpan

    /// Reads a batch. Its records are checked when they are read.
    @_lifetime(copy bytes)
    public init(_ bytes: RawSpan) throws(WireError) {
        header = try BatchHeader.read(bytes, expecting: .raw).0
        var reader = WireReader(bytes)
        _ = try reader.bytes(BatchHeader.size)
        layout = try SourceLayout(from: &reader)
        textBytes = try reader.integer(UInt32.self)
        packed = try reader.bytes(reader.remaining)
    }

    /// The records, in the order of the source.
    @_lifetime(copy self)
    public func records() throws(WireError) -> RawRecords {
        try RawRecords(WireReader(packed), count: header.recordCount, textBytes: textBytes)
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
