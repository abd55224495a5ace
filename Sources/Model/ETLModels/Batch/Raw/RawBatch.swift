/// A batch as the extractor cuts it: records as text, with what is needed to distinguish their fields, or as rows of values.
public struct RawBatch: ~Escapable {
    /// The most bytes that a batch takes: 2 MiB of text, which packing may lengthen a little, up to 100,000 records of a few
    /// bytes more each, and the names of a header.
    public static var maximumBytes: Int { 4 << 20 }

    /// The batch's header.
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

    /// Whether the records are rows of values, and not text.
    public var hasRows: Bool { !layout.storages.isEmpty }

    /// The rows of values, in the order of the source.
    @_lifetime(copy self)
    public func rows() throws(WireError) -> RawRows {
        guard hasRows else { throw .malformed("the records are text, not rows of values") }
        return try RawRows(WireReader(packed), layout.storages, count: header.recordCount, textBytes: textBytes)
    }

    /// The records as text, in the order of the source.
    @_lifetime(copy self)
    public func records() throws(WireError) -> RawRecords {
        guard !hasRows else { throw .malformed("the records are rows of values, not text") }
        return try RawRecords(WireReader(packed), count: header.recordCount, textBytes: textBytes)
    }
}

/// One record as text.
public struct RawRecord: ~Escapable {
    /// The bytes of the source, without the line end. Only the beginning, when the record is too long.
    public let text: RawSpan
    /// Why the record is unreadable or skipped; nil if it has no defect.
    public let defect: RecordDefect?

    /// The lines of a record that is too long or holds other records; unknown of any other.
    public let lines: LineSpan

    /// Describes a record.
    @inlinable
    @_lifetime(copy text)
    public init(text: RawSpan, defect: RecordDefect?, lines: LineSpan = .unknown) {
        self.text = text
        self.defect = defect
        self.lines = lines
    }
}

/// Why a record's text is unreadable or skipped, before its values are parsed.
public enum RecordDefect: Sendable, Hashable {
    /// The record exceeds the maximum size.
    case tooLong
    /// The record has several lines, and one of the later ones would be a record by itself.
    case holdsRecords
    /// Text follows the closing quote of a field.
    case strayQuote
    /// The record has more or fewer fields than the header.
    case fieldCount
    /// The record violates its format.
    case malformed
    /// The record has two values for one field.
    case duplicateField
    /// The record is of another kind than its source: the extractor skips it, and it is not a reject.
    case otherKind

    /// Why the record is a reject; nil when it is skipped.
    @inlinable
    public var reason: RejectReason? {
        switch self {
        case .tooLong: .tooLong
        case .holdsRecords: .holdsRecords
        case .strayQuote: .strayQuote
        case .fieldCount: .fieldCount
        case .malformed: .malformed
        case .duplicateField: .duplicateField
        case .otherKind: nil
        }
    }

    /// The defect as it is shown.
    public var name: String { reason?.name ?? "other-kind" }
}
