/// A rejected record, stored for the operator.
public struct Reject: Hashable, Sendable {
    /// The record's number within its source, where the first is 1.
    public let recordNumber: UInt64
    /// What is wrong.
    public let reason: RejectReason
    /// The column at fault, or the name of a ``CheckedField``; nil for the whole record.
    public let field: String?
    /// The record's text, made storable.
    public let raw: String
    /// The record's lines in the file, where the reason has them: see ``RejectReason/hasLines``.
    public let lines: LineSpan?

    /// Describes a reject.
    public init(recordNumber: UInt64, reason: RejectReason, field: String?, raw: String, lines: LineSpan? = nil) {
        self.recordNumber = recordNumber
        self.reason = reason
        self.field = field
        self.raw = raw
        self.lines = lines
    }

    /// Reads a reject of a batch.
    public init(from reader: inout WireReader, in header: BatchHeader) throws(WireError) {
        let ordinal = try reader.integer(UInt32.self)
        guard ordinal < header.recordCount else { throw .malformed("a reject lies outside its batch") }
        guard let reason = RejectReason(rawValue: try reader.integer(UInt8.self)) else {
            throw .malformed("a reject has an unknown reason")
        }
        let column = Int(try reader.integer(UInt8.self))
        let span = reason.hasLines ? try reader.lineSpan() : .unknown
        lines = span == .unknown ? nil : span
        let columns = header.kind.schema.columns
        let count = Int(try reader.integer(UInt32.self))
        // Wraps only for an invalid header, which `etl dead-letters show` still displays.
        recordNumber = header.firstRecord &+ UInt64(ordinal)
        self.reason = reason
        field = column < columns.count ? columns[column].name : CheckedField(rawValue: UInt8(column))?.name
        raw = TextRepair.repair(try reader.bytes(count)).string
    }
}

extension WireReader {
    /// Moves past a reject, without making a text of its bytes.
    ///
    /// - Returns: its position within the batch.
    mutating func passReject() throws(WireError) -> UInt32 {
        let ordinal = try integer(UInt32.self)
        guard let reason = RejectReason(rawValue: try integer(UInt8.self)) else {
            throw .malformed("a reject has an unknown reason")
        }
        _ = try integer(UInt8.self)
        if reason.hasLines { _ = try lineSpan() }
        _ = try bytes(Int(try integer(UInt32.self)))
        return ordinal
    }
}

extension WireWriter {
    mutating func append(reject error: RecordError, ordinal: Int, raw: RawSpan, lines: LineSpan) {
        append(UInt32(truncatingIfNeeded: ordinal))
        append(error.reason.rawValue)
        append(UInt8(truncatingIfNeeded: error.column ?? 255))
        if error.reason.hasLines { append(lines) }
        append(UInt32(truncatingIfNeeded: raw.byteCount))
        append(contentsOf: raw)
    }
}
